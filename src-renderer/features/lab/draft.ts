/** An experiment being set up: editable copy, what follows from a choice, and what is wrong with it. No Vue. */
import {
  describeNetwork,
  EngineError,
  layerKinds,
  optimizerKinds,
  parseExperiment,
  usualSpec,
  type Experiment,
  type LayerSpec,
  type LayerSummary,
  type OptimizerSpec,
} from '../../../src-engine';
import type { DatasetSummary } from '../../../src-main/contract/datasets';
import { inputShapeOf } from '../../shared/experiment/input-shape';
import { settingName, withoutPaths } from '../../shared/text/setting-names';

export type Editable<T> = T extends readonly (infer E)[]
  ? number extends T['length']
    ? Editable<E>[]
    : { -readonly [K in keyof T]: Editable<T[K]> }
  : T extends object
    ? { -readonly [K in keyof T]: Editable<T[K]> }
    : T;

export type Draft = Editable<Experiment>;

export interface Problem {
  /** Path of the setting, e.g. `optimizer.learningRate`; empty where it is not one setting. */
  readonly field: string;
  /** What the Lab calls the setting; empty as well. */
  readonly name: string;
  /** What is wrong with it and what to do, to stand at its field. */
  readonly message: string;
}

/** Where nothing shows which setting it is about. */
export function problemInFull({ name, message }: Problem): string {
  // What is said of a layer as a whole begins with it.
  return message.startsWith(name)
    ? message
    : `${name}: ${message.charAt(0).toLowerCase()}${message.slice(1)}`;
}

export interface CheckedDraft {
  /** Null while something is wrong. */
  readonly experiment: Experiment | null;
  readonly layers: readonly LayerSummary[];
  readonly problem: Problem | null;
}

/** A copy that can be changed. */
export function editable<T>(plain: T): Editable<T> {
  return JSON.parse(JSON.stringify(plain)) as Editable<T>;
}

export function editableCopy(experiment: Experiment): Draft {
  return editable(experiment);
}

/** @param draft what was checked or started */
export function problemFrom(error: unknown, draft: Draft): Problem {
  const message = error instanceof Error ? error.message : String(error);
  let field = '';
  if (error instanceof EngineError) field = error.place.field ?? '';
  else if (error instanceof Error && 'field' in error && typeof error.field === 'string') field = error.field;
  if (field === '') return { field, name: '', message };
  return { field, name: settingName(field, draft), message: withoutPaths(message, field, draft) };
}

function datasetProblem(draft: Draft, set: DatasetSummary | undefined): Problem | null {
  const refuse = (field: string, message: string): Problem => ({
    field,
    name: settingName(field, draft),
    message,
  });
  if (set === undefined) {
    return refuse(
      'data.dataset',
      `There is no data set called “${draft.data.dataset}”. Choose one of the list.`,
    );
  }
  // Built-in pictures are generated when the run needs them.
  if (set.source === 'folder' && set.state === 'importing') {
    return refuse(
      'data.dataset',
      `“${set.name}” is still being imported. Wait for it, or choose another set.`,
    );
  }
  if (set.source === 'folder' && set.pictureCount === 0) {
    return refuse('data.dataset', `“${set.name}” has no pictures. Choose another set.`);
  }
  if (draft.data.mode !== 'patches') return null;
  const [height, width] = draft.data.patchSize;
  if (height <= set.heightPx && width <= set.widthPx) return null;
  return refuse(
    'data.patchSize',
    `Patches of ${height}×${width} do not fit into pictures of ${set.heightPx}×${set.widthPx}. Choose a smaller patch.`,
  );
}

/** Everything that can be said before training: the engine's own parser and shape inference, run in the page. */
export function checkDraft(draft: Draft, set: DatasetSummary | undefined): CheckedDraft {
  try {
    const experiment = parseExperiment(draft);
    const problem = datasetProblem(draft, set);
    if (problem !== null || set === undefined) return { experiment: null, layers: [], problem };
    const layers = describeNetwork(experiment, inputShapeOf(draft, set), set.classCount);
    return { experiment, layers, problem: null };
  } catch (error) {
    const problem = problemFrom(error, draft);
    return { experiment: null, layers: set ? layersThatFit(draft, set, problem) : [], problem };
  }
}

/** Index of the layer that a field belongs to; null for all others. */
export function layerOfField(field: string): number | null {
  const match = /^network\.layers\.(\d+)(\.|$)/.exec(field);
  return match === null ? null : Number(match[1]);
}

/** The layers up to the first that is wrong, so that shapes can be read where the mistake is looked for. */
function layersThatFit(draft: Draft, set: DatasetSummary, problem: Problem): LayerSummary[] {
  const fitting: LayerSummary[] = [];
  let shape: readonly number[] = inputShapeOf(draft, set);
  const wrong = layerOfField(problem.field);
  // Where the last layer only has the wrong size, its own numbers are right.
  const end = wrong === draft.network.layers.length - 1 ? wrong + 1 : (wrong ?? draft.network.layers.length);
  for (const [index, layer] of draft.network.layers.slice(0, end).entries()) {
    const kind = layerKinds[layer.type];
    if (!shape.every((side) => Number.isInteger(side) && side > 0) || kind.misfit(layer, shape) !== null)
      break;
    const parameters = kind.parameters(layer, shape);
    shape = kind.outputShape(layer, shape);
    const counts = parameters.map((parameter) =>
      parameter.shape.reduce((product, side) => product * side, 1),
    );
    const parameterCount = counts.reduce((sum, count) => sum + count, 0);
    if (!Number.isFinite(parameterCount)) break;
    fitting.push({ index, type: layer.type, title: kind.title(layer), outputShape: shape, parameterCount });
  }
  return fitting;
}

/** The output layer, whose size follows from the target. */
export function outputLayer(draft: Draft): Editable<Extract<LayerSpec, { type: 'dense' }>> | null {
  const last = draft.network.layers.at(-1);
  return last?.type === 'dense' ? last : null;
}

/** Sets the output units to what the target asks for: as many as inputs, or as classes. */
export function fitOutput(draft: Draft, set: DatasetSummary): void {
  const output = outputLayer(draft);
  if (output === null) return;
  const [height, width, channels] = inputShapeOf(draft, set);
  const wanted = draft.objective.target === 'labels' ? set.classCount : height * width * channels;
  if (Number.isInteger(wanted) && wanted > 0) output.units = wanted;
}

/** What must change with the target, so that one choice leads to a network that can be trained. */
export function setTarget(draft: Draft, target: 'input' | 'labels'): void {
  draft.objective.target = target;
  const output = outputLayer(draft);
  if (target === 'labels') {
    delete draft.objective.corruption;
    draft.objective.loss = 'crossEntropy';
    if (output) output.activation = 'softmax';
    if (draft.data.mode === 'patches') {
      draft.data = { dataset: draft.data.dataset, mode: 'images', preprocess: 'none' };
    }
  } else {
    draft.objective.loss = 'squaredError';
    if (output) output.activation = 'sigmoid';
    if (draft.training.earlyStopping) draft.training.earlyStopping.metric = 'loss';
  }
}

export function setMode(draft: Draft, mode: 'patches' | 'images', set: DatasetSummary | undefined): void {
  const { dataset } = draft.data;
  if (mode === 'images') {
    draft.data = { dataset, mode, preprocess: 'none' };
    return;
  }
  const side = (px: number | undefined): number => Math.min(10, px ?? 10);
  const patchSize: [number, number] = [side(set?.heightPx), side(set?.widthPx)];
  draft.data = { dataset, mode, patchSize, patchCount: 10_000, whiten: true, preprocess: 'ufldl' };
}

/** Sparsity needs sigmoid units; turning it on with the lecture's values. */
export function setSparsity(draft: Draft, on: boolean): void {
  draft.objective.sparsity = on ? { rho: 0.01, beta: 3 } : null;
}

export function setOptimizer(draft: Draft, type: OptimizerSpec['type']): void {
  draft.optimizer = usualSpec<OptimizerSpec>(optimizerKinds[type]);
  if (!optimizerKinds[type].fullBatch) return;
  // Its line search chooses the length of its steps itself.
  delete draft.training.schedule;
  delete draft.training.clipNorm;
}
