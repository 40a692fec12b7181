/** What a network that learns labels makes of whole splits: confusion, mistakes, probabilities. */
import { EngineError } from '../errors';
import { viewSample } from './sample-views';
import type {
  ConfusionAnswer,
  PredictionAnswer,
  PredictionQuestion,
  SplitName,
} from '../worker/inspect-protocol';
import type { Inspection } from './inspection';

/** Of each sample of a split, in its order. */
interface Classified {
  readonly predicted: Int32Array;
  /** Probability of the predicted class. */
  readonly confidence: Float32Array;
}

function requireClasses({ experiment }: Inspection): void {
  if (experiment.objective.target === 'labels') return;
  throw new EngineError(
    'config',
    'This network learns to give back its input, so it names no classes. Ask for reconstructions, or look into a run whose target is the labels.',
    { field: 'objective.target' },
  );
}

function classify(inspection: Inspection, split: SplitName): Classified {
  return inspection.recall(`classes ${split}`, () => {
    const { network, samples } = inspection;
    const indices = samples[split];
    const classes = samples.classNames.length;
    const predicted = new Int32Array(indices.length);
    const confidence = new Float32Array(indices.length);
    inspection.through(indices, network.layers.length - 1, (first, rows) => {
      const probabilities = network.probabilities();
      for (let row = 0; row < rows; row += 1) {
        const start = row * classes;
        let best = 0;
        for (let j = 1; j < classes; j += 1) {
          if (probabilities[start + j] > probabilities[start + best]) best = j;
        }
        predicted[first + row] = best;
        confidence[first + row] = probabilities[start + best];
      }
    });
    return { predicted, confidence };
  });
}

/** @throws EngineError('config') where the target is the input */
export function answerConfusion(inspection: Inspection, split: SplitName): ConfusionAnswer {
  requireClasses(inspection);
  const { predicted } = classify(inspection, split);
  const { labels, classNames, [split]: indices } = inspection.samples;
  const counts = classNames.map(() => classNames.map(() => 0));
  predicted.forEach((column, at) => (counts[labels[indices[at]]][column] += 1));
  return { counts };
}

/** @throws EngineError('config') where the target is the input */
export function answerPredictions(inspection: Inspection, question: PredictionQuestion): PredictionAnswer {
  requireClasses(inspection);
  const { network, samples } = inspection;
  const chosen = choose(inspection, question);
  const page = chosen.slice(question.offset, question.offset + question.limit);
  const classes = samples.classNames.length;
  const probabilities: Float32Array[] = [];
  inspection.through(page, network.layers.length - 1, (_first, rows) => {
    const all = network.probabilities();
    for (let row = 0; row < rows; row += 1) probabilities.push(all.slice(row * classes, (row + 1) * classes));
  });
  return { total: chosen.length, samples: page.map((sample) => viewSample(samples, sample)), probabilities };
}

/** Sample indices that a question is about, in its order. */
function choose(inspection: Inspection, { split, which }: PredictionQuestion): number[] {
  const { labels, [split]: indices } = inspection.samples;
  if (which.kind === 'all') return [...indices];
  const { predicted, confidence } = inspection.stage(0, 0.9, () => classify(inspection, split));
  const positions = [...indices.keys()].filter((at) => {
    const actual = labels[indices[at]];
    if (which.kind === 'mistakes') return predicted[at] !== actual;
    return actual === which.actual && predicted[at] === which.predicted;
  });
  if (which.kind === 'mistakes') positions.sort((a, b) => confidence[b] - confidence[a] || a - b);
  return positions.map((at) => indices[at]);
}
