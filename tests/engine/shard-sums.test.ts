/** The gradient of a minibatch that is cut into shards is that of the whole one: shares of the rows, random numbers by row. */
import { expect, test } from 'vitest';
import { createReferenceKernels } from '../../src-engine/kernels/reference/reference-kernels';
import { planMemory } from '../../src-engine/model/memory-plan';
import { Model } from '../../src-engine/model/model';
import { parseExperiment } from '../../src-engine/spec/parse-experiment';
import { computeGradient } from '../../src-engine/train/gradient';
import { exchangeBytes, openExchange } from '../../src-engine/train/shard-exchange';
import { ShardTeam } from '../../src-engine/train/shard-team';
import { autoencoder, classifier, noiseSamples } from './fixtures';

const samples = noiseSamples(60);
const rows = 23;

const dropped = {
  layers: [
    { type: 'conv2d', filters: 3, kernelSize: 2, activation: 'tanh' },
    { type: 'dropout', rate: 0.4 },
    { type: 'dense', units: 4, activation: 'softmax' },
  ],
};
const objective = { ...classifier.objective, activityL1: 0.01 };
const noisy = { ...autoencoder.objective, corruption: { type: 'gaussian', amount: 0.2 } };
const masked = { ...autoencoder.objective, corruption: { type: 'masking', amount: 0.3 } };

test.each([
  ['with dropout', 1e-12, parseExperiment({ ...classifier, network: dropped, objective })],
  // ρ̂ goes from thread to thread as float32.
  ['of a sparse autoencoder with noise', 1e-6, parseExperiment({ ...autoencoder, objective: noisy })],
  ['of a sparse autoencoder with a mask', 1e-6, parseExperiment({ ...autoencoder, objective: masked })],
])('%s', (_name, tolerance, experiment) => {
  const shards = 8;
  const sizes = { inputShape: samples.shape, rows, sampleCount: samples.count };
  const plan = planMemory(experiment, { ...sizes, shards });
  const kernels = createReferenceKernels(new Float64Array(plan.elements));
  kernels.values.set(samples.inputs, plan.samples.offset);
  const plans = [plan, ...plan.furtherPlaces.map((place) => ({ ...plan, ...place }))];
  const models = plans.map((each) => new Model(experiment, each, kernels));
  const [model] = models;
  model.initialize();
  const gradientsNow = (): Float64Array =>
    Float64Array.from(
      kernels.values.subarray(plan.gradients.offset, plan.gradients.offset + plan.gradients.length),
    );

  const correct = computeGradient(model, samples.labels, samples.train, 5, rows, 3);
  const whole = gradientsNow();
  const terms = { ...model.terms };

  const means = plan.layers.reduce((sum, { sparsity }) => sum + (sparsity?.means.length ?? 0), 0);
  const { train } = samples;
  const shared = {
    shards,
    parameters: plan.parameters.length,
    means,
    samples: train.length,
    layers: plan.layers.length,
  };
  const exchange = openExchange(new SharedArrayBuffer(exchangeBytes(shared)), shared);
  exchange.order.set(train);
  const team = new ShardTeam({ models, shards, keepSamples: false }, samples.labels, exchange, {
    now: () => 0,
    threadLimit: () => 1,
    breathe: () => undefined,
  });
  expect(team.gradient(5, rows, 3)).toBe(correct);
  for (const term of ['data', 'weightDecay', 'sparsity'] as const) {
    expect(Math.abs(model.terms[term] - terms[term])).toBeLessThanOrEqual(tolerance * (1 + terms[term]));
  }
  const size = Math.max(...whole.map(Math.abs));
  gradientsNow().forEach((value, index) => {
    const gap = Math.abs(value - whole[index]) / size;
    if (!(gap < tolerance)) expect.fail(`number ${index}: expected ${whole[index]}, got ${value}`);
  });
});
