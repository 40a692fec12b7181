/** Layers of pictures and those that behave differently in training, worked by hand with both kinds of kernels. */
import { describe, expect, test } from 'vitest';
import { backends, backward, buildSummed, gradients, output, put } from './by-hand';

describe.each(backends)('worked by hand with the %s kernels', (_name, create) => {
  const modelOf = buildSummed.bind(null, create);

  const line = { type: 'conv2d', filters: 1, kernelSize: 1, activation: 'linear' };
  const ramp = Array.from({ length: 9 }, (_, index) => index + 1);

  test("the lecture's edge kernel answers 0 to a flat picture and to its own shape most", () => {
    const edge = { type: 'conv2d', filters: 1, kernelSize: 3, activation: 'linear' };
    const model = modelOf([edge], [3, 3, 1]);
    const [layer] = model.plan.layers;
    put(model, layer.buffers.parameters[0], [-1, -1, -1, -1, 8, -1, -1, -1, -1]);
    put(model, model.plan.input.offset, new Array<number>(9).fill(0.5));
    model.forward(1);
    expect(output(model, layer)).toEqual([0]);
    put(model, model.plan.input.offset, [0, 0, 0, 0, 1, 0, 0, 0, 0]);
    model.forward(1);
    expect(output(model, layer)).toEqual([8]);
  });

  test('a valid convolution is Σ I(x+m, y+n)·K(m, n), not flipped', () => {
    const model = modelOf([{ ...line, kernelSize: 2 }], [3, 3, 1]);
    const [layer] = model.plan.layers;
    put(model, layer.buffers.parameters[0], [1, 10, 100, 1000]);
    put(model, layer.buffers.parameters[1], [0.5]);
    put(model, model.plan.input.offset, ramp);
    model.forward(1);
    // 1 + 20 + 400 + 5000 and so on, each with the bias.
    expect(output(model, layer)).toEqual([5421.5, 6532.5, 8754.5, 9865.5]);
    put(model, model.plan.targets.offset, [5421.5 + 6532.5 + 8754.5 + 9865.5 - 1]);
    backward(model);
    // δ = 1 everywhere: each kernel entry sees the sum of its four pixels, the bias the number of places.
    expect(gradients(model, layer)).toEqual([[12, 16, 24, 28], [4]]);
  });

  test('the padding same keeps the size and puts the odd zero below and on the right', () => {
    const model = modelOf([{ ...line, kernelSize: 2, padding: 'same' }], [3, 3, 1]);
    const [layer] = model.plan.layers;
    put(model, layer.buffers.parameters[0], [1, 10, 100, 1000]);
    put(model, model.plan.input.offset, ramp);
    model.forward(1);
    expect(output(model, layer)).toEqual([5421, 6532, 603, 8754, 9865, 906, 87, 98, 9]);
  });

  test('stride, dilation and a padding in numbers pick the pixels they say', () => {
    const strided = { ...line, kernelSize: 2, padding: 1, stride: 3, dilation: 2 };
    const model = modelOf([strided], [3, 3, 1]);
    const [layer] = model.plan.layers;
    expect(layer.outputShape).toEqual([1, 1, 1]);
    put(model, layer.buffers.parameters[0], [1, 10, 100, 1000]);
    put(model, model.plan.input.offset, ramp);
    model.forward(1);
    // From (−1,−1) in steps of 2: outside, outside, outside, the centre.
    expect(output(model, layer)).toEqual([5000]);
  });

  test('filters and channels go together: W[k,r,s,c] meets channel c', () => {
    const model = modelOf([{ ...line, filters: 2 }], [1, 2, 3]);
    const [layer] = model.plan.layers;
    put(model, layer.buffers.parameters[0], [1, 10, 100, -1, 0, 2]);
    put(model, model.plan.input.offset, [1, 2, 3, 4, 5, 6]);
    model.forward(1);
    expect(output(model, layer)).toEqual([321, 5, 654, 8]);
  });

  test('a transposed convolution stamps its filter at every stride', () => {
    const stamp = { type: 'convTranspose2d', filters: 1, kernelSize: 2, stride: 2, activation: 'linear' };
    const model = modelOf([stamp], [1, 2, 1]);
    const [layer] = model.plan.layers;
    put(model, layer.buffers.parameters[0], [1, 2, 3, 4]);
    put(model, layer.buffers.parameters[1], [0.5]);
    put(model, model.plan.input.offset, [1, 10]);
    model.forward(1);
    expect(layer.outputShape).toEqual([2, 4, 1]);
    expect(output(model, layer)).toEqual([1.5, 2.5, 10.5, 20.5, 3.5, 4.5, 30.5, 40.5]);
  });

  test('a transposed convolution adds where stamps overlap', () => {
    const stamp = { type: 'convTranspose2d', filters: 1, kernelSize: [1, 2], activation: 'linear' };
    const model = modelOf([stamp], [1, 3, 1]);
    const [layer] = model.plan.layers;
    put(model, layer.buffers.parameters[0], [1, 10]);
    put(model, model.plan.input.offset, [1, 2, 3]);
    model.forward(1);
    expect(output(model, layer)).toEqual([1, 12, 23, 30]);
  });

  test('max-pool routes the gradient to the first maximum', () => {
    const model = modelOf([line, { type: 'pool2d', region: 2 }], [2, 4, 1]);
    const [conv, pool] = model.plan.layers;
    put(model, conv.buffers.parameters[0], [1]);
    put(model, model.plan.input.offset, [7, 3, 1, 9, 7, 2, 9, 9]);
    model.forward(1);
    expect(output(model, pool)).toEqual([7, 9]);
    put(model, model.plan.targets.offset, [15]);
    backward(model);
    const { outputGradient } = conv.buffers;
    expect([...model.kernels.values.subarray(outputGradient, outputGradient + 8)]).toEqual([
      1, 0, 0, 1, 0, 0, 0, 0,
    ]);
  });

  test('a max-pool of regions that overlap adds the gradients that meet', () => {
    const model = modelOf([line, { type: 'pool2d', region: [1, 2], stride: 1 }], [1, 3, 1]);
    const [conv, pool] = model.plan.layers;
    put(model, conv.buffers.parameters[0], [1]);
    put(model, model.plan.input.offset, [-1, 4, -2]);
    model.forward(1);
    expect(output(model, pool)).toEqual([4, 4]);
    put(model, model.plan.targets.offset, [7]);
    backward(model);
    const { outputGradient } = conv.buffers;
    expect([...model.kernels.values.subarray(outputGradient, outputGradient + 3)]).toEqual([0, 2, 0]);
  });

  test('a mean-pool gives every pixel its share and leaves the border that no region covers', () => {
    const model = modelOf([line, { type: 'pool2d', kind: 'mean', region: 2 }], [2, 3, 1]);
    const [conv, pool] = model.plan.layers;
    put(model, conv.buffers.parameters[0], [1]);
    put(model, model.plan.input.offset, [1, 2, 50, 3, 6, 60]);
    model.forward(1);
    expect(output(model, pool)).toEqual([3]);
    put(model, model.plan.targets.offset, [1]);
    backward(model);
    const { outputGradient } = conv.buffers;
    expect([...model.kernels.values.subarray(outputGradient, outputGradient + 6)]).toEqual([
      0.5, 0.5, 0, 0.5, 0.5, 0,
    ]);
  });

  test('upsampling repeats pixels and sums their gradients', () => {
    const model = modelOf([line, { type: 'upsample2d', factor: [2, 1] }], [1, 2, 1]);
    const [conv, up] = model.plan.layers;
    put(model, conv.buffers.parameters[0], [1]);
    put(model, model.plan.input.offset, [3, 5]);
    model.forward(1);
    expect(output(model, up)).toEqual([3, 5, 3, 5]);
    put(model, model.plan.targets.offset, [15]);
    backward(model);
    const { outputGradient } = conv.buffers;
    expect([...model.kernels.values.subarray(outputGradient, outputGradient + 2)]).toEqual([2, 2]);
  });

  test('the leaky ReLU passes a hundredth of what is negative', () => {
    const model = modelOf([line, { type: 'activation', activation: 'leakyRelu' }], [1, 3, 1]);
    const [conv, layer] = model.plan.layers;
    put(model, conv.buffers.parameters[0], [1]);
    put(model, model.plan.input.offset, [-200, 0, 3]);
    model.forward(1);
    const [low, middle, high] = output(model, layer);
    expect(low).toBeCloseTo(-2, 6);
    expect([middle, high]).toEqual([0, 3]);
    put(model, model.plan.targets.offset, [0]);
    backward(model);
    const { outputGradient } = conv.buffers;
    expect(model.kernels.values[outputGradient]).toBeCloseTo(0.01, 6);
    expect(model.kernels.values[outputGradient + 2]).toBeCloseTo(1, 6);
  });

  test('dropout drops its rate, keeps the mean, and the gradient takes the same way', () => {
    const rate = 0.25;
    const model = modelOf([line, { type: 'dropout', rate }], [50, 40, 1]);
    const [conv, dropout] = model.plan.layers;
    put(model, conv.buffers.parameters[0], [1]);
    put(model, model.plan.input.offset, new Array<number>(2000).fill(3));
    model.forwardTraining(1, 7);
    const kept = output(model, dropout);
    for (const value of kept) expect([0, 4]).toContain(Math.round(value * 1e5) / 1e5);
    const dropped = kept.filter((value) => value === 0).length / kept.length;
    expect(Math.abs(dropped - rate)).toBeLessThan(3 * Math.sqrt((rate * (1 - rate)) / 2000));
    const total = kept.reduce((sum, value) => sum + value, 0);
    put(model, model.plan.targets.offset, [total - 1]);
    backward(model);
    const { outputGradient } = conv.buffers;
    const gradient = [...model.kernels.values.subarray(outputGradient, outputGradient + 2000)];
    gradient.forEach((value, index) => expect(value === 0).toBe(kept[index] === 0));
  });

  test('dropout depends on step, layer and place in the minibatch, not on what is computed together', () => {
    const drop = { type: 'dropout', rate: 0.5 };
    const model = modelOf([line, drop, drop], [4, 5, 1], 3);
    const [conv, first, second] = model.plan.layers;
    put(model, conv.buffers.parameters[0], [1]);
    put(model, model.plan.input.offset, new Array<number>(60).fill(1));
    model.forwardTraining(3, 1);
    const whole = output(model, first, 3);
    const behind = output(model, second, 3);
    model.forwardTraining(1, 1, 2);
    expect(output(model, first)).toEqual(whole.slice(40));
    model.forwardTraining(3, 2);
    expect(output(model, first, 3)).not.toEqual(whole);
    // The second layer drops others than the first: of those that the first kept, some and not all.
    const survivors = behind.filter((_, index) => whole[index] !== 0);
    expect(survivors).toContain(0);
    expect(survivors).toContain(4);
  });

  test('a network that is only asked drops nothing', () => {
    const model = modelOf([line, { type: 'dropout', rate: 0.9 }], [2, 2, 1]);
    const [conv, dropout] = model.plan.layers;
    put(model, conv.buffers.parameters[0], [1]);
    put(model, model.plan.input.offset, [1, 2, 3, 4]);
    model.forward(1);
    expect(output(model, dropout)).toEqual([1, 2, 3, 4]);
  });

  test('batch normalisation gives every channel its shift as mean and its scale as deviation', () => {
    const model = modelOf([{ type: 'batchNorm', momentum: 0.75, epsilon: 1e-12 }], [1, 2, 2], 2);
    const [layer] = model.plan.layers;
    put(model, layer.buffers.parameters[0], [2, 1]);
    put(model, layer.buffers.parameters[1], [10, -1]);
    // Channel 0: 1, 3, 1, 3 (mean 2, variance 1); channel 1: 0, 0, 8, 8 (mean 4, variance 16).
    put(model, model.plan.input.offset, [1, 0, 3, 0, 1, 8, 3, 8]);
    model.forwardTraining(2, 1);
    [8, -2, 12, -2, 8, 0, 12, 0].forEach((value, index) => {
      expect(output(model, layer, 2)[index]).toBeCloseTo(value, 5);
    });
    const { offset } = model.plan.layerState;
    // A quarter of the new mean, and of the unbiased variance 4/3·1 and 4/3·16.
    [0.5, 1, 0.75 + 1 / 3, 0.75 + 16 / 3].forEach((value, index) => {
      expect(model.kernels.values[offset + index]).toBeCloseTo(value, 5);
    });
    model.forward(1);
    expect(output(model, layer)[0]).toBeCloseTo((2 * (1 - 0.5)) / Math.sqrt(0.75 + 1 / 3) + 10, 5);
    expect(model.kernels.values[offset]).toBeCloseTo(0.5, 5);
  });

  test('a flat channel and a single row stay finite under batch normalisation', () => {
    const model = modelOf([{ type: 'batchNorm' }], [1, 1, 3], 1);
    put(model, model.plan.input.offset, [5, 5, -2]);
    model.forwardTraining(1, 1);
    expect(output(model, model.plan.layers[0])).toEqual([0, 0, 0]);
    backward(model);
    for (const value of model.kernels.values) expect(value).not.toBeNaN();
  });

  test('a tied decoder uses the weights of its encoder transposed', () => {
    const encoder = { type: 'dense', units: 2, activation: 'linear' };
    const decoder = { type: 'dense', units: 3, activation: 'linear', tiedTo: 0 };
    const model = modelOf([encoder, decoder], [1, 3, 1]);
    const [first, second] = model.plan.layers;
    put(model, first.buffers.parameters[0], [1, 2, 3, 0, 1, -1]);
    put(model, second.buffers.parameters[0], [0.5, 0, 0]);
    put(model, model.plan.input.offset, [1, 1, 2]);
    model.forward(1);
    expect(output(model, first)).toEqual([9, -1]);
    expect(output(model, second)).toEqual([9.5, 17, 28]);
    put(model, model.plan.targets.offset, [9.5 + 17 + 28 - 1]);
    backward(model);
    // δ of the decoder is (1,1,1): h·δᵀ = rows (9,9,9) and (−1,−1,−1); of the encoder W·δ = (6, 0) times x.
    expect(gradients(model, first)).toEqual([
      [15, 15, 21, -1, -1, -1],
      [6, 0],
    ]);
  });
});
