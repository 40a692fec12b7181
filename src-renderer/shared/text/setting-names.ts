/** What the Lab calls the settings that paths of an experiment name, and sentences of the engine without paths. */
import {
  initKinds,
  layerKinds,
  optimizerKinds,
  scheduleKinds,
  type Experiment,
  type Setting,
} from '../../../src-engine';

const names: Readonly<Record<string, string>> = {
  name: 'Name',
  seed: 'Seed',
  'data.dataset': 'Set',
  'data.mode': 'Inputs',
  'data.patchSize': 'Patch size',
  'data.patchSize.0': 'Patch height',
  'data.patchSize.1': 'Patch width',
  'data.patchCount': 'Patches',
  'data.whiten': 'Whiten',
  'data.preprocess': 'Preprocess',
  split: 'Validation part',
  'split.validation': 'Validation part',
  'split.test': 'Test part',
  'objective.target': 'Target',
  'objective.loss': 'Loss',
  'objective.weightDecay': 'Ridge λ',
  'objective.sparsity': 'Sparse units',
  'objective.sparsity.rho': 'Sparsity ρ',
  'objective.sparsity.beta': 'Sparsity weight β',
  'objective.activityL1': 'L1 on activations λ₁',
  'objective.maxNorm': 'Max-norm c',
  'objective.corruption': 'Spoil the input x̃',
  'objective.corruption.amount': 'Spoil the input x̃',
  optimizer: 'Optimiser',
  'optimizer.type': 'Optimiser',
  'training.epochs': 'Epochs',
  'training.batchSize': 'Minibatch',
  'training.schedule': 'Schedule',
  'training.clipNorm': 'Clip gradients ‖∇J‖',
  'training.earlyStopping': 'Early stopping',
  'training.earlyStopping.metric': 'Watches',
  'training.earlyStopping.patience': 'Patience',
  'training.earlyStopping.minDelta': 'Better by',
  'training.relaxed': 'Fast, not exactly repeatable',
};

/** `learningRate` → `learning rate`. */
export function spaced(key: string): string {
  return key.replace(/([a-z])([A-Z0-9])/g, '$1 $2').toLowerCase();
}

/** The setting that a path names, as its kind declares it; undefined where it is none of a kind. */
export function declaredAt(path: string, experiment: Experiment): Setting | undefined {
  const [, key] = /^optimizer\.(\w+)$/.exec(path) ?? [];
  if (key !== undefined) return optimizerKinds[experiment.optimizer.type].settings[key];
  const { schedule } = experiment.training;
  const [, ofSchedule] = /^training\.schedule\.(\w+)$/.exec(path) ?? [];
  if (ofSchedule !== undefined) return schedule && scheduleKinds[schedule.type].settings[ofSchedule];
  const [, index, ofLayer = '', ofInit] = /^network\.layers\.(\d+)\.(\w+)(?:\.(\w+))?$/.exec(path) ?? [];
  const layer = experiment.network.layers[Number(index)];
  if (layer === undefined) return undefined;
  if (ofInit === undefined) return layerKinds[layer.type].settings[ofLayer];
  return 'init' in layer ? initKinds[layer.init.type].settings[ofInit] : undefined;
}

function nameOf({ label, symbol }: Setting): string {
  return symbol === undefined ? label : `${label} ${symbol}`;
}

/** E.g. `network.layers.1.rate` → `Layer 2: rate p`; a path nobody named is said as it is. */
export function settingName(path: string, experiment: Experiment): string {
  const [layer, index] = /^network\.layers\.(\d+)/.exec(path) ?? [];
  if (layer !== undefined) {
    const place = `Layer ${Number(index) + 1}`;
    if (path === layer) return place;
    const name = ownName(path, experiment);
    return `${place}: ${name.charAt(0).toLowerCase()}${name.slice(1)}`;
  }
  return ownName(path, experiment);
}

/** Without the layer that it is a setting of. */
export function ownName(path: string, experiment: Experiment): string {
  const declared = declaredAt(path, experiment);
  if (declared !== undefined) return nameOf(declared);
  const known = names[path];
  if (known !== undefined) return known;
  return capital(spacedPath(path.replace(/^network\.layers\.\d+\./, '')));
}

function spacedPath(path: string): string {
  return path.split('.').map(spaced).join(' ');
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Names in a file that nobody would write in a sentence, by what people call them. */
const words = new Map<string, string>([
  ...Object.values(optimizerKinds).map(({ type, word }) => [type, word] as const),
  ...Object.values(layerKinds)
    .filter(({ type }) => /[A-Z\d]/.test(type))
    .map(({ type, word }) => [type, word.toLowerCase()] as const),
  ...Object.values(layerKinds).flatMap(({ settings }) =>
    Object.entries(settings)
      .filter(([key]) => /[A-Z]/.test(key))
      .map(([key, { label }]) => [key, `“${label}”`] as const),
  ),
]);

/**
 * What the engine says of a setting, for somebody who has the field before the eyes: without its path at the beginning, and
 * with other settings by their names.
 * @param field path of the setting that the sentence is about
 */
export function withoutPaths(sentence: string, field: string, experiment: Experiment): string {
  const rest = sentence.startsWith(`${field}: `) ? sentence.slice(field.length + 2) : sentence;
  const named = rest
    .replace(
      /\b(?:data|network|objective|optimizer|split|training)\.[\w.]*\w/g,
      (path) => `“${settingName(path, experiment)}”`,
    )
    .replace(/\b[a-z]+[A-Z\d]\w*\b|\b[a-z]+\b/g, (name) => words.get(name) ?? unjoined(name));
  return capital(named);
}

/** `squaredError` → `squared error`. */
function unjoined(name: string): string {
  return /^[a-z]+[A-Z]/.test(name) ? spaced(name) : name;
}
