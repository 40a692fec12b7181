/** Finds where NaN or infinity first shows up, so that a stopped run can say which layer and tensor it was. */
import { EngineError } from '../errors';
import { elementCount } from '../tensor';
import type { FloatArray } from '../kernels/kernels';
import type { Model } from './model';

/** The first value of a region that is NaN or infinite, or null. */
function firstBad(values: FloatArray, offset: number, length: number): number | null {
  for (let index = offset; index < offset + length; index += 1) {
    if (!Number.isFinite(values[index])) return values[index];
  }
  return null;
}

/**
 * The error for a step that went wrong; looks at the input, then layer by layer at parameters, activations and gradients.
 * @param step minibatches since the start of the run
 */
export function nonFiniteError(model: Model, rows: number, step: number): EngineError {
  const { values } = model.kernels;
  const { input, layers } = model.plan;
  const advice =
    'The run stops here; its last epoch is kept. Lower the learning rate, or choose a preprocessing that scales the inputs.';
  if (firstBad(values, input.offset, rows * model.features) !== null) {
    return new EngineError('numeric', `The inputs of minibatch ${step} are not finite. Check the data set.`, {
      step,
    });
  }
  const found = (layer: number, tensor: string, value: number): EngineError => {
    const where = `Layer ${layer + 1} (${layers[layer].title})`;
    return new EngineError(
      'numeric',
      `${where}: ${tensor} became ${Number.isNaN(value) ? 'NaN' : 'infinite'} at step ${step}. ${advice}`,
      { field: 'optimizer.learningRate', layer, step },
    );
  };
  for (let index = 0; index < layers.length; index += 1) {
    const { buffers, outputShape } = layers[index];
    const bad = firstBad(values, buffers.output, rows * elementCount(outputShape));
    if (bad !== null) return found(index, 'the activations', bad);
  }
  // Backward runs from the last layer down, so the last bad gradient is the first that went wrong.
  for (let index = layers.length - 1; index >= 0; index -= 1) {
    for (const { name, gradient } of layers[index].parameters) {
      const bad = gradient === null ? null : firstBad(values, gradient.offset, gradient.length);
      if (bad !== null) return found(index, `the gradient of the ${name}`, bad);
    }
  }
  for (let index = 0; index < layers.length; index += 1) {
    for (const { name, values: region } of layers[index].parameters) {
      const bad = firstBad(values, region.offset, region.length);
      if (bad !== null) return found(index, `the ${name}`, bad);
    }
  }
  // All tensors are finite, but the squares that the loss sums over the output are not.
  const { data, weightDecay, sparsity } = model.terms;
  return found(layers.length - 1, 'the loss over its activations', data + weightDecay + sparsity);
}
