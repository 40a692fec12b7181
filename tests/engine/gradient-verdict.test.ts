/** What a gradient check says of the differences it found: which tensor passes, and which entry is the worst. */
import { describe, expect, test } from 'vitest';
import { parseExperiment } from '../../src-engine/spec/parse-experiment';
import { checkGradients } from '../../src-engine/train/gradient-check';
import { autoencoder, classifier, noiseSamples } from './fixtures';

const samples = noiseSamples(30);
const all = { entriesPerTensor: Infinity };

describe('a gradient check', () => {
  test('passes a tensor below its tolerance, and the whole where all pass', () => {
    for (const tolerance of [1e-7, 3e-11, 1e-13]) {
      const { tensors, passed } = checkGradients(autoencoder, samples, { ...all, tolerance });
      for (const each of tensors) expect(each.passed).toBe(each.relativeDifference < tolerance);
      expect(passed).toBe(tolerance === 1e-7);
    }
  });

  test('names the entry that differs most, not one that is right', () => {
    // Nothing reaches the weights of a pixel that is always 0; over a step too long for a difference all others are wrong.
    const inputs = samples.inputs.map((value, index) => (index % 9 < 2 ? 0 : value));
    const layers = [{ type: 'dense', units: 6, activation: 'tanh' }, ...classifier.network.layers.slice(-1)];
    const experiment = parseExperiment({
      ...classifier,
      network: { layers },
      objective: { ...classifier.objective, weightDecay: 0 },
    });
    const { tensors } = checkGradients(experiment, { ...samples, inputs }, { ...all, epsilon: 300 });
    const [{ tensor, worst }] = tensors;
    expect(tensor).toBe('weights');
    expect(worst.index % 9).toBeGreaterThanOrEqual(2);
    expect(Math.abs(worst.analytic - worst.numeric)).toBeGreaterThan(0);
  });
});
