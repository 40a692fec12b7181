/** How long a bench will take, roughly, from what its networks must compute; before anything was measured. No Vue. */
import type { Experiment, LayerSummary } from '../../../src-engine';

/** Forward, gradient of the input, gradient of the weights: two operations for each weight and place. */
const operations = 6;
/** Of the speed of a bare product, which small layers and everything around them do not reach. */
const reached = 0.3;
/** Reading, checkpoints and messages of a run, in s. */
const overheadSeconds = 0.7;

export interface ArmWork {
  readonly experiment: Experiment;
  readonly layers: readonly LayerSummary[];
}

/** Operations of one pass over the training samples. */
function workOf({ experiment, layers }: ArmWork, pictureCount: number): number {
  const { data, split, training } = experiment;
  const samples = data.mode === 'patches' ? data.patchCount : pictureCount;
  const trained = samples * (1 - split.validation - split.test);
  const products = layers.reduce((sum, { parameterCount, outputShape }) => {
    const places = outputShape.slice(0, -1).reduce((product, side) => product * side, 1);
    return sum + parameterCount * places;
  }, 0);
  return operations * products * trained * training.epochs;
}

/**
 * Seconds for all arms at all seeds.
 * @param gigaflops best measured speed of one thread
 */
export function roughSeconds(
  arms: readonly ArmWork[],
  seeds: number,
  pictureCount: number,
  gigaflops: number,
  cores: number,
): number {
  const speed = gigaflops * 1e9 * reached;
  const perSeed = arms.reduce((sum, arm) => sum + workOf(arm, pictureCount) / speed + overheadSeconds, 0);
  return (perSeed * seeds) / Math.max(1, Math.min(cores, arms.length * seeds));
}

/** In steps that do not pretend to know: `about 20 s`, `about 3 min`, `about 2 h`. */
export function roughWords(seconds: number): string {
  if (seconds < 5) return 'a few seconds';
  if (seconds < 90) return `about ${Math.ceil(seconds / 5) * 5} s`;
  if (seconds < 5400) return `about ${Math.ceil(seconds / 60)} min`;
  return `about ${Math.ceil(seconds / 3600)} h`;
}
