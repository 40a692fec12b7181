/** What an autoencoder gives back for the samples of a split, the worst first. */
import { EngineError } from '../errors';
import { viewSample } from './sample-views';
import type { ReconstructionAnswer, ReconstructionQuestion, SplitName } from '../worker/inspect-protocol';
import type { Inspection } from './inspection';

interface Ranked {
  /** Sample indices. */
  readonly worstFirst: readonly number[];
}

/** ½‖ŷ − x‖² of row `row` of outputs and of a sample. */
function errorOf(outputs: Float32Array, row: number, inputs: Float32Array, sample: number, size: number) {
  let squares = 0;
  for (let i = 0; i < size; i += 1) {
    const difference = outputs[row * size + i] - inputs[sample * size + i];
    squares += difference * difference;
  }
  return squares / 2;
}

function rank(inspection: Inspection, split: SplitName): Ranked {
  return inspection.recall(`reconstructions ${split}`, () => {
    const { network, samples } = inspection;
    const indices = samples[split];
    const errors = new Float64Array(indices.length);
    inspection.through(indices, network.layers.length - 1, (first, rows) => {
      const outputs = network.probabilities();
      for (let row = 0; row < rows; row += 1) {
        errors[first + row] = errorOf(outputs, row, samples.inputs, indices[first + row], network.features);
      }
    });
    const order = [...indices.keys()].sort((a, b) => errors[b] - errors[a] || a - b);
    return { worstFirst: order.map((at) => indices[at]) };
  });
}

/** @throws EngineError('config') where the target is the labels */
export function answerReconstructions(
  inspection: Inspection,
  { split, offset, limit }: ReconstructionQuestion,
): ReconstructionAnswer {
  const { experiment, network, samples } = inspection;
  if (experiment.objective.target !== 'input') {
    throw new EngineError(
      'config',
      'This network learns labels, so it gives back no picture. Ask for predictions, or look into a run whose target is the input.',
      { field: 'objective.target' },
    );
  }
  const { worstFirst } = inspection.stage(0, 0.9, () => rank(inspection, split));
  const page = worstFirst.slice(offset, offset + limit);
  const { features } = network;
  const outputs: Float32Array[] = [];
  const errors: number[] = [];
  inspection.through(page, network.layers.length - 1, (first, rows) => {
    const all = network.probabilities();
    for (let row = 0; row < rows; row += 1) {
      outputs.push(all.slice(row * features, (row + 1) * features));
      errors.push(errorOf(all, row, samples.inputs, page[first + row], features));
    }
  });
  const views = page.map((sample) => viewSample(samples, sample));
  return { total: worstFirst.length, samples: views, outputs, errors };
}
