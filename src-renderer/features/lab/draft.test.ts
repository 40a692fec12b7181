/** One choice in the Lab leads to an experiment that the engine accepts. */
import { describe, expect, it } from 'vitest';
import { parseExperiment } from '../../../src-engine';
import type { DatasetSummary } from '../../../src-main/contract/datasets';
import {
  checkDraft,
  editableCopy,
  fitOutput,
  problemInFull,
  setMode,
  setSparsity,
  setTarget,
  type Draft,
} from './draft';

const digits: DatasetSummary = {
  id: 1,
  name: 'digits',
  source: 'folder',
  description: '',
  state: 'ready',
  heightPx: 28,
  widthPx: 28,
  channels: 1,
  classCount: 10,
  pictureCount: 4000,
  skippedCount: 0,
  sizeBytes: 1,
  createdAtMs: 0,
  coverItemIds: [],
};

function edges(): Draft {
  return editableCopy(
    parseExperiment({
      version: 1,
      name: 'Edges',
      seed: 1,
      data: {
        dataset: 'digits',
        mode: 'patches',
        patchSize: [10, 10],
        patchCount: 1000,
        preprocess: 'ufldl',
      },
      network: {
        layers: [
          { type: 'dense', units: 100, activation: 'sigmoid' },
          { type: 'dense', units: 100, activation: 'sigmoid' },
        ],
      },
      objective: {
        target: 'input',
        loss: 'squaredError',
        weightDecay: 1e-4,
        sparsity: { rho: 0.01, beta: 3 },
      },
      optimizer: { type: 'adam', learningRate: 0.001 },
      training: { epochs: 3, batchSize: 256 },
    }),
  );
}

describe('checkDraft', () => {
  it('counts the parameters of the lecture’s autoencoder', () => {
    const checked = checkDraft(edges(), digits);
    expect(checked.problem).toBeNull();
    expect(checked.layers.reduce((sum, layer) => sum + layer.parameterCount, 0)).toBe(20200);
  });

  it('names the field that is wrong without repeating its path', () => {
    const draft = edges();
    draft.optimizer.learningRate = Number.NaN;
    const { problem } = checkDraft(draft, digits);
    expect(problem?.field).toBe('optimizer.learningRate');
    expect(problem?.name).toBe('Learning rate α');
    expect(problem?.message).not.toContain('optimizer');
  });

  it('names a setting or a layer once where nothing else shows which it is', () => {
    const draft = edges();
    draft.training.batchSize = 0;
    const { problem } = checkDraft(draft, digits);
    expect(problem && problemInFull(problem)).toMatch(/^Minibatch: expected a whole number/);
    const reshaped = edges();
    reshaped.network.layers.unshift({ type: 'reshape', shape: [1] });
    const misfit = checkDraft(reshaped, digits).problem;
    expect(misfit && problemInFull(misfit)).toMatch(/^Layer 1 \(Reshape 1\) needs 1 number, got \d+/);
  });

  it('refuses a patch that is larger than the pictures', () => {
    const draft = edges();
    if (draft.data.mode === 'patches') draft.data.patchSize = [30, 10];
    expect(checkDraft(draft, digits).problem?.field).toBe('data.patchSize');
  });

  it('says which set is missing', () => {
    expect(checkDraft(edges(), undefined).problem?.message).toContain('digits');
  });
});

describe('choices', () => {
  it('turn an autoencoder into a classifier of whole pictures', () => {
    const draft = edges();
    setTarget(draft, 'labels');
    setSparsity(draft, false);
    fitOutput(draft, digits);
    const checked = checkDraft(draft, digits);
    expect(checked.problem).toBeNull();
    expect(checked.layers.at(-1)?.outputShape).toEqual([10]);
  });

  it('keep the output as large as the input when the inputs change', () => {
    const draft = edges();
    setMode(draft, 'images', digits);
    fitOutput(draft, digits);
    expect(checkDraft(draft, digits).layers.at(-1)?.outputShape).toEqual([784]);
  });
});
