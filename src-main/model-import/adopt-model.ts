/** From a file to what a run of it would have left behind, and the proof that the run says what the file says. */
import {
  adoptPortable,
  portableCost,
  provePortable,
  runPortable,
  type AdoptedRun,
  type PackedPictures,
  type PortableModel,
} from '../../src-engine';
import { AppError } from '../contract/errors';
import { modelKindNames } from '../contract/model-imports';
import { compareOutputs } from '../export/compare-outputs';
import type { AdoptedModel, AdoptionProof, AdoptModelOrder } from './import-protocol';
import { readModelFile } from './read-model';

/** Largest difference of any output between run and file, relative to the largest output. */
const tolerance = 1e-5;
/** Multiplications in some seconds of plain loops. */
const budget = 2e9;
const mostSamples = 64;

/** @throws AppError('validation' | 'engine'), EngineError where the model does not fit the pictures */
export function adoptModel({ path, dataset, pictures, name, kernelsWasm }: AdoptModelOrder): AdoptedModel {
  const found = readModelFile(path);
  if (found.kind === 'bundle') {
    throw new AppError('validation', 'A bundle brings its own run; open it instead of importing it.');
  }
  const { model, kind } = found;
  const description = [`Read from a file (${modelKindNames[kind]}).`, ...model.notes].join(' ');
  const run = adoptPortable({ model, pictures, dataset, name, description, kernelsWasm });
  return { run, proof: proveRun(model, run, pictures), notes: notesOf(model, run) };
}

/** @throws AppError('engine') where the run says something else than the file */
function proveRun(
  model: PortableModel,
  { experiment, checkpoint, endsWithLogits }: AdoptedRun,
  pictures: PackedPictures,
): AdoptionProof {
  const proof = provePortable({ experiment, pictures, checkpoint, notes: [] }, (own) =>
    Math.max(4, Math.min(mostSamples, Math.floor(budget / portableCost(own)))),
  );
  const { count, inputs, expected } = proof;
  const answers = runPortable(model, inputs);
  const got = endsWithLogits ? softmaxRows(answers, answers.length / count) : answers;
  const { maxDifference, relativeDifference } = compareOutputs(got, expected, count);
  if (relativeDifference <= tolerance) return { samples: count, maxDifference, relativeDifference };
  throw new AppError(
    'engine',
    `The run says something else than the file: its outputs differ by ${relativeDifference.toExponential(1)} of the largest, at ` +
      `most ${tolerance} is allowed. Nothing was imported, and this is a fault of Simplecell: keep the file.`,
  );
}

/** Shapes: logits [count, outputs]; a new array. */
function softmaxRows(logits: Float32Array, outputs: number): Float32Array {
  const result = new Float32Array(logits.length);
  for (let start = 0; start < logits.length; start += outputs) {
    const row = logits.subarray(start, start + outputs);
    const largest = row.reduce((most, value) => Math.max(most, value), -Infinity);
    const powers = Array.from(row, (value) => Math.exp(value - largest));
    const sum = powers.reduce((total, power) => total + power, 0);
    powers.forEach((power, index) => (result[start + index] = power / sum));
  }
  return result;
}

function notesOf(model: PortableModel, run: AdoptedRun): string[] {
  const notes = [...model.notes];
  if (run.endsWithLogits)
    notes.push('The file ends with logits; the run makes probabilities of them (softmax).');
  if (!run.isOwn) {
    notes.push(
      'How it was trained is not known: all of it counts as one epoch, and to go on the optimiser is Adam.',
    );
  }
  return notes;
}
