/** `evaluate RUN --dataset NAME`: how well the network of a run names the classes of all pictures of a data set. */
import { applyPreprocessing, TrainedNetwork, type PackedPictures } from '../../src-engine';
import { readKernels } from '../app/resources';
import { AppError } from '../contract/errors';
import type { RunNetwork } from '../contract/inspect';
import { findSet } from './find-set';
import { significant } from './output';
import { withLabForReading, type CliOptions } from './with-lab';

/** Pictures that go through the network at once. */
const rows = 64;

interface Evaluation {
  readonly pictures: number;
  readonly correct: number;
  /** Mean of −log p of the right class. */
  readonly crossEntropy: number;
  /** By the set's own classes: pictures and right answers. */
  readonly classes: readonly { readonly name: string; readonly pictures: number; readonly correct: number }[];
}

/** @throws AppError where the run names no classes, or the set has other classes or another size than it was trained on */
export async function evaluateRun(
  runId: number,
  { dataset }: { readonly dataset: string },
  options: CliOptions,
): Promise<void> {
  const { output } = options;
  await withLabForReading(options, async (lab) => {
    const network = await lab.inspect.network({ runId, token: 'evaluate' });
    const { id, name } = findSet(lab, dataset);
    const pictures = await lab.datasets.pictures(id);
    const labels = labelsFor(runId, network, name, pictures);
    const found = measure(network, pictures, labels, await readKernels(), (part) =>
      output.progress(part, 'evaluating'),
    );
    output.clearProgress();
    const accuracy = found.correct / found.pictures;
    output.event({ event: 'done', runId, dataset: name, epoch: network.epoch, accuracy, ...found });
    output.line(
      `Run ${runId} after epoch ${network.epoch} on ${name}: accuracy ${significant(100 * accuracy)} % ` +
        `(${found.correct} of ${found.pictures}), cross-entropy ${significant(found.crossEntropy)}`,
    );
    output.table(
      ['class', 'pictures', 'right', 'accuracy'],
      found.classes.map((each) => [
        each.name,
        each.pictures,
        each.correct,
        `${significant((100 * each.correct) / each.pictures)} %`,
      ]),
    );
  });
}

/** Class of every picture as the network counts them. */
function labelsFor(
  runId: number,
  { experiment, sampleShape, classNames }: RunNetwork,
  set: string,
  pictures: PackedPictures,
): Int32Array {
  if (experiment.objective.target !== 'labels' || experiment.data.mode !== 'images') {
    throw new AppError(
      'precondition',
      `Run ${runId} names no classes of whole pictures, so there is nothing to evaluate. Choose a run whose target is the labels.`,
    );
  }
  const size = [pictures.height, pictures.width, pictures.channels].join('×');
  if (size !== sampleShape.join('×')) {
    throw new AppError(
      'precondition',
      `"${set}" has pictures of ${size}, but run ${runId} takes ${sampleShape.join('×')}. Import them again at that size.`,
    );
  }
  const numbers = pictures.classNames.map((name) => classNames.indexOf(name));
  return pictures.labels.map((label, picture) => {
    const known = label < 0 ? -1 : (numbers[label] ?? -1);
    if (known >= 0) return known;
    const name = pictures.classNames[label];
    const what = name === undefined ? 'no class' : `the class "${name}"`;
    throw new AppError(
      'precondition',
      `Picture ${picture + 1} of "${set}" has ${what}; run ${runId} knows ${classNames.join(', ')}.`,
    );
  });
}

function measure(
  network: RunNetwork,
  pictures: PackedPictures,
  labels: Int32Array,
  kernelsWasm: Uint8Array | null,
  progress: (part: number) => void,
): Evaluation {
  const { classNames, preprocessing } = network;
  const asked = new TrainedNetwork({ ...network, classCount: classNames.length }, { kernelsWasm, rows });
  const size = asked.features;
  const counts = classNames.map((name) => ({ name, pictures: 0, correct: 0 }));
  let [correct, loss] = [0, 0];
  for (let first = 0; first < pictures.count; first += rows) {
    progress(first / pictures.count);
    const together = Math.min(rows, pictures.count - first);
    const raw = pictures.pixels.subarray(first * size, (first + together) * size);
    const inputs = Float32Array.from(raw, (pixel) => pixel / 255);
    applyPreprocessing(preprocessing, inputs, size);
    asked.forward(inputs, together);
    const probabilities = asked.probabilities();
    for (let row = 0; row < together; row += 1) {
      const answer = probabilities.subarray(row * classNames.length, (row + 1) * classNames.length);
      const label = labels[first + row] ?? 0;
      const right = answer[label] ?? 0;
      const isRight = answer.every((probability, other) => probability < right || other === label);
      const count = counts[label];
      if (count !== undefined) {
        count.pictures += 1;
        count.correct += isRight ? 1 : 0;
      }
      correct += isRight ? 1 : 0;
      loss -= Math.log(Math.max(right, Number.MIN_VALUE));
    }
  }
  return {
    pictures: pictures.count,
    correct,
    crossEntropy: loss / pictures.count,
    classes: counts.filter((each) => each.pictures > 0),
  };
}
