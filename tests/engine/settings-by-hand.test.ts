/**
 * Every optimiser, schedule, loss, activation and corruption worked by hand. The tables name every kind there is: one
 * that is new does not compile until it has its case.
 */
import { describe, expect, test } from 'vitest';
import { createReferenceKernels } from '../../src-engine/kernels/reference/reference-kernels';
import { optimizerKinds, optimizerTypes } from '../../src-engine/optimizers/registry';
import type { OptimizerBuffers } from '../../src-engine/optimizers/optimizer';
import { scheduleKinds, scheduleTypes } from '../../src-engine/schedules/registry';
import type {
  ActivationName,
  HiddenActivationName,
  LossName,
  ObjectiveSpec,
  OptimizerSpec,
  ScheduleSpec,
} from '../../src-engine/spec/experiment';
import { backends, buildModel, output, put } from './by-hand';

type OptimizerCases = {
  readonly [Type in OptimizerSpec['type']]: {
    readonly spec: Extract<OptimizerSpec, { readonly type: Type }>;
    /** The parameter after each step on ½·4(x − 1)² from x = 3. */
    readonly points: readonly number[];
  };
};

const rate = { learningRate: 0.25 } as const;
const moments = { beta1: 0.5, beta2: 0.75, epsilon: 1e-3 } as const;

/** Adam's two steps from gradients 8 and then `second`; the first is ĝ/(|ĝ| + ε) with ĝ = 8. */
const firstAdam = (0.25 * 8) / (8 + 1e-3);
const secondAdam = (second: number): number => {
  const m = (0.5 * (0.5 * 8) + 0.5 * second) / (1 - 0.25);
  const v = (0.75 * (0.25 * 64) + 0.25 * second ** 2) / (1 - 0.5625);
  return (0.25 * m) / (Math.sqrt(v) + 1e-3);
};
const adamOnce = 3 - firstAdam;
const adamwOnce = 0.875 * 3 - firstAdam;
const rmspropOnce = 3 - (0.25 * 8) / (Math.sqrt(0.5 * 64) + 1e-3);
const rmspropGradient = 4 * (rmspropOnce - 1);
const rmspropSquare = 0.5 * 32 + 0.5 * rmspropGradient ** 2;

const optimizerCases: OptimizerCases = {
  // Gradients 8, 0 with the velocity 8, 4.
  sgd: { spec: { type: 'sgd', ...rate, momentum: 0.5 }, points: [1, 0] },
  rmsprop: {
    spec: { type: 'rmsprop', ...rate, rho: 0.5, epsilon: 1e-3 },
    points: [rmspropOnce, rmspropOnce - (0.25 * rmspropGradient) / (Math.sqrt(rmspropSquare) + 1e-3)],
  },
  adam: {
    spec: { type: 'adam', ...rate, ...moments },
    points: [adamOnce, adamOnce - secondAdam(4 * (adamOnce - 1))],
  },
  // Weights shrink by 1 − 0.25·0.5 first.
  adamw: {
    spec: { type: 'adamw', ...rate, ...moments, weightDecay: 0.5 },
    points: [adamwOnce, 0.875 * adamwOnce - secondAdam(4 * (adamwOnce - 1))],
  },
  // A first step of length 1, then Newton's: the one pair s = −1, y = −4 knows the curvature.
  lbfgs: {
    spec: { type: 'lbfgs', learningRate: 1, memory: 3, maxEvaluations: 25, tolerance: 1e-9 },
    points: [2, 1],
  },
};

/** Where an optimiser goes on ½·4(x − 1)² from x = 3. */
function path(spec: OptimizerSpec, steps: number): number[] {
  const kind = optimizerKinds[spec.type];
  const tensors = kind.stateTensors(spec);
  const values = new Float64Array(2 + tensors + kind.scratchTensors);
  const kernels = createReferenceKernels(values);
  const buffers: OptimizerBuffers = {
    parameters: 0,
    gradients: 1,
    state: Array.from({ length: tensors }, (_, index) => 2 + index),
    scratch: Array.from({ length: kind.scratchTensors }, (_, index) => 2 + tensors + index),
    count: 1,
    parts: [{ start: 0, count: 1, decays: true }],
  };
  values[0] = 3;
  const look = (): number => {
    values[1] = 4 * (values[0] - 1);
    return 2 * (values[0] - 1) ** 2;
  };
  const points: number[] = [];
  if (kind.fullBatch) {
    const optimizer = kind.build(kernels, spec, buffers);
    for (let looks = 0; points.length < steps && looks < 50; looks += 1) {
      optimizer.begin(spec.learningRate);
      if (optimizer.take(look()) !== 'look') points.push(values[0]);
    }
    return points;
  }
  const optimizer = kind.build(kernels, spec, buffers);
  for (let step = 1; step <= steps; step += 1) {
    look();
    optimizer.update(step, spec.learningRate);
    points.push(values[0]);
  }
  return points;
}

test.each(optimizerTypes)('the optimiser %s goes where its recurrence goes', (type) => {
  const { spec, points } = optimizerCases[type];
  const actual = path(spec, points.length);
  expect(actual.length).toBe(points.length);
  points.forEach((point, index) => expect(actual[index]).toBeCloseTo(point, 12));
});

type ScheduleCases = {
  readonly [Type in ScheduleSpec['type']]: {
    readonly spec: Extract<ScheduleSpec, { readonly type: Type }>;
    /** Of a run of 80 minibatches in 8 epochs. */
    readonly factors: readonly (readonly [step: number, plateaus: number, factor: number])[];
  };
};

const scheduleCases: ScheduleCases = {
  constant: {
    spec: { type: 'constant' },
    factors: [
      [0, 0, 1],
      [79, 3, 1],
    ],
  },
  step: {
    spec: { type: 'step', everyEpochs: 3, factor: 0.5 },
    factors: [
      [29, 0, 1],
      [30, 0, 0.5],
      [60, 0, 0.25],
    ],
  },
  // ½(1 + cos 60°) = ¾, ½(1 + cos 90°) = ½.
  cosine: {
    spec: { type: 'cosine', endFactor: 0.2 },
    factors: [
      [0, 0, 1],
      [80 / 3, 0, 0.2 + 0.8 * 0.75],
      [40, 0, 0.6],
      [80, 0, 0.2],
    ],
  },
  oneCycle: {
    spec: { type: 'oneCycle', warmUp: 0.25, startFactor: 0.1, endFactor: 0 },
    factors: [
      [0, 0, 0.1],
      [10, 0, 0.55],
      [20, 0, 1],
      [40, 0, 0.75],
      [80, 0, 0],
    ],
  },
  plateau: {
    spec: { type: 'plateau', factor: 0.5, patience: 2, minDelta: 0, minFactor: 0.1 },
    factors: [
      [70, 0, 1],
      [0, 2, 0.25],
      [0, 9, 0.1],
    ],
  },
};

test.each(scheduleTypes)('the schedule %s has its factors', (type) => {
  const { spec, factors } = scheduleCases[type];
  const { factor } = scheduleKinds[type];
  for (const [step, plateaus, expected] of factors) {
    const moment = { step, steps: 80, epoch: Math.floor(step / 10), plateaus };
    expect(factor(spec, moment), `at minibatch ${step}`).toBeCloseTo(expected, 12);
  }
});

/** f(z) and f′(z) at z = −2 and z = 1. */
const activationCases: Readonly<Record<HiddenActivationName, readonly [number, number, number, number]>> = {
  sigmoid: [0.119202922, 0.104993585, 0.731058579, 0.196611933],
  tanh: [-0.96402758, 0.070650825, 0.761594156, 0.419974342],
  relu: [0, 0, 1, 1],
  leakyRelu: [-0.02, 0.01, 1, 1],
  linear: [-2, 1, 1, 1],
};

/** J and ∂J/∂z of z = (ln 3, 0) with the target (1, 0), by the last activation that the loss is meant for. */
const lossCases: Readonly<
  Record<LossName, readonly (readonly [ActivationName, number, readonly [number, number]])[]>
> = {
  squaredError: [['linear', 0.5 * (Math.log(3) - 1) ** 2, [Math.log(3) - 1, 0]]],
  // Softmax (¾, ¼); sigmoids ¾ and ½.
  crossEntropy: [
    ['softmax', -Math.log(0.75), [-0.25, 0.25]],
    ['linear', -Math.log(0.75), [-0.25, 0.25]],
    ['sigmoid', -Math.log(0.75) - Math.log(0.5), [-0.25, 0.5]],
  ],
};

type Corruption = NonNullable<ObjectiveSpec['corruption']>['type'];

/** Of a target of ones: the mean and the deviation of what is seen. */
const corruptionCases: Readonly<Record<Corruption, readonly [mean: number, deviation: number]>> = {
  masking: [0.8, 0.4],
  gaussian: [1, 0.2],
};

describe.each(backends)('with the %s kernels', (_name, create) => {
  test.each(Object.entries(activationCases))('%s has its values and slopes', (activation, numbers) => {
    const layer = { type: 'dense', units: 1, activation, init: 'zeros' };
    [-2, 1].forEach((z, index) => {
      const model = buildModel(create, [layer], [1, 1, 1], 1, { target: 'labels' });
      const [{ buffers }] = model.plan.layers;
      put(model, buffers.parameters[1], [z]);
      model.forwardTraining(1, 1);
      const [value, slope] = numbers.slice(2 * index);
      expect(output(model, model.plan.layers[0])[0]).toBeCloseTo(value, 6);
      put(model, model.plan.targets.offset, [value - 1]);
      model.measure(1);
      model.backward(1);
      expect(model.kernels.values[buffers.gradients[1]]).toBeCloseTo(slope, 6);
    });
  });

  const losses = Object.entries(lossCases).flatMap(([loss, cases]) =>
    cases.map(([activation, value, gradient]) => [loss, activation, value, gradient] as const),
  );
  test.each(losses)('%s behind %s has its value and gradient', (loss, activation, value, gradient) => {
    const layer = { type: 'dense', units: 2, activation, init: 'zeros' };
    const model = buildModel(create, [layer], [1, 1, 1], 1, { target: 'labels', loss: loss as LossName });
    const [{ buffers }] = model.plan.layers;
    put(model, buffers.parameters[1], [Math.log(3), 0]);
    put(model, model.plan.targets.offset, [1, 0]);
    model.forwardTraining(1, 1);
    model.measure(1);
    expect(model.terms.data).toBeCloseTo(value, 6);
    model.backward(1);
    const at = buffers.gradients[1];
    gradient.forEach((expected, index) => expect(model.kernels.values[at + index]).toBeCloseTo(expected, 6));
  });

  test.each(Object.entries(corruptionCases))('%s has its mean and deviation', (type, [mean, deviation]) => {
    const layer = { type: 'dense', units: 2500, activation: 'linear', init: 'zeros' };
    const corruption = { type: type as Corruption, amount: 0.2 };
    const model = buildModel(create, [layer], [50, 50, 1], 4, { target: 'input', corruption });
    const { targets, input } = model.plan;
    const { values } = model.kernels;
    values.fill(1, targets.offset, targets.offset + 10_000);
    model.forwardTraining(4, 1);
    const seen = [...values.subarray(input.offset, input.offset + 10_000)];
    const average = seen.reduce((sum, value) => sum + value, 0) / seen.length;
    const spread = Math.sqrt(seen.reduce((sum, value) => sum + (value - average) ** 2, 0) / seen.length);
    // Four standard errors.
    expect(Math.abs(average - mean)).toBeLessThan(4 * deviation * 0.01);
    expect(Math.abs(spread / deviation - 1)).toBeLessThan(0.04);
  });
});

test.each([1000, 1e30])(
  'losses of logits as far apart as %d stay numbers in the reference kernels',
  (far) => {
    const kernels = createReferenceKernels(new Float64Array(12));
    kernels.values.set([far, -far, 0, 0, 0, 1, 0, 0]);
    expect(kernels.softmaxCrossEntropy(0, 4, 8, 1, 4)).toBeCloseTo(2 * far, 6);
    expect([...kernels.values.subarray(8)]).toEqual([1, -1, 0, 0]);
  },
);
