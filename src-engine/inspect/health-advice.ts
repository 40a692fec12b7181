/** What people are told of the health of a layer: sentences with the number and a remedy that fits the experiment. */
import { activationWords } from '../layers/activations';
import type { HealthMark, LayerHealth } from '../worker/inspect-protocol';
import type { LayerSetting } from './layer-setting';

/** A rate above which dropout alone can keep units from learning; half is what is usual in hidden layers. */
const highDropout = 0.5;

interface Finding {
  readonly mark: HealthMark;
  /** How the units are, after "is" or "are". */
  readonly state: string;
  readonly remedies: (setting: LayerSetting) => readonly string[];
}

const equalStart = 'start from random weights, for units that begin equal stay equal';

/** The most urgent first: what learns nothing, what learns slowly, what learned nothing useful. */
const findings: readonly Finding[] = [
  { mark: 'dead', state: 'dead', remedies: reviveRemedies },
  {
    mark: 'saturated',
    state: 'saturated, at an end of the range nearly always',
    remedies: saturationRemedies,
  },
  { mark: 'noisy', state: 'noise', remedies: noiseRemedies },
  { mark: 'duplicate', state: 'nearly the same as another one', remedies: duplicateRemedies },
];

/** Sentences, the most urgent first; never empty for a layer with units. */
export function adviseOnHealth(
  counts: LayerHealth['counts'],
  units: number,
  setting: LayerSetting,
): readonly string[] {
  if (units === 0) return [];
  const advice = findings
    .filter(({ mark }) => counts[mark] > 0)
    .map(
      ({ mark, state, remedies }) =>
        `${portion(counts[mark], units)} ${state}: ${either(remedies(setting))}.`,
    );
  if (counts.gabor > 0) {
    const looks = counts.gabor === 1 ? 'looks like a Gabor function' : 'look like Gabor functions';
    advice.push(`${counts.gabor} of ${units} units ${looks}: edges or bars, as simple cells prefer them.`);
  }
  if (advice.length === 0)
    advice.push(`None of the ${units} units is dead, saturated, noise or a copy of another.`);
  return advice;
}

function portion(count: number, units: number): string {
  return `${count} of ${units} units ${count === 1 ? 'is' : 'are'}`;
}

function either(remedies: readonly string[]): string {
  const [last, ...others] = [...remedies].reverse();
  return others.length === 0 ? last : `${others.reverse().join(', ')} or ${last}`;
}

/** Three digits are enough to find the setting again. */
function figure(value: number): string {
  return String(Number(value.toPrecision(3)));
}

function reviveRemedies(setting: LayerSetting): readonly string[] {
  const { activation, sparsity, activityL1, weightDecay, dropoutRate, startsEqual } = setting;
  if (startsEqual) return [equalStart];
  const remedies: string[] = [];
  if (sparsity !== null) {
    remedies.push(`raise ρ (${figure(sparsity.rho)})`, `lower β (${figure(sparsity.beta)})`);
  } else if (activityL1 > 0) {
    remedies.push(`lower the L1 penalty on activations (${figure(activityL1)})`);
  } else if (activation === 'relu' || activation === 'leakyRelu') {
    remedies.push(lowerRate(setting));
  } else if (weightDecay > 0) {
    remedies.push(`lower the weight decay (λ = ${figure(weightDecay)})`, 'train longer');
  } else {
    remedies.push('train longer', 'use fewer units');
  }
  if (dropoutRate > highDropout) remedies.push(`lower the dropout rate (${figure(dropoutRate)})`);
  if (activation === 'relu') remedies.push('use leaky ReLU');
  return remedies;
}

function saturationRemedies(setting: LayerSetting): readonly string[] {
  const { activation, weightDecay, isOutput } = setting;
  const remedies = [lowerRate(setting), raiseWeightDecay(weightDecay)];
  if (!isOutput) remedies.push(`use ReLU in place of ${activationWords[activation]}`);
  return remedies;
}

function noiseRemedies({ weightDecay, sparsity }: LayerSetting): readonly string[] {
  const remedies = ['train longer', raiseWeightDecay(weightDecay)];
  remedies.push(sparsity === null ? 'use more samples' : `lower ρ (${figure(sparsity.rho)})`);
  return remedies;
}

function duplicateRemedies({ startsEqual, dropoutRate }: LayerSetting): readonly string[] {
  if (startsEqual) return [equalStart];
  return dropoutRate > 0 ? ['use fewer units'] : ['use fewer units', 'add dropout, which keeps them apart'];
}

function lowerRate({ learningRate }: LayerSetting): string {
  return `lower the learning rate (${figure(learningRate)})`;
}

function raiseWeightDecay(weightDecay: number): string {
  return weightDecay > 0 ? `raise the weight decay (λ = ${figure(weightDecay)})` : 'add weight decay';
}
