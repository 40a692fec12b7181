/** Which settings of a run under way can be changed, what they are now, and what may be typed. Pure. */
import type { Experiment } from '../../../src-engine';
import type { ChangeableSetting, RunChange, RunEvent } from '../../../src-main/contract/runs';

export interface LiveSettingState {
  readonly setting: ChangeableSetting;
  /** Index of the layer; null for the optimiser's. */
  readonly layer: number | null;
  readonly value: number;
}

/** How a value may be moved by a click, and between what it must lie. */
export interface SettingRange {
  readonly legal: (value: number) => boolean;
  readonly lower: (value: number) => number;
  readonly raise: (value: number) => number;
}

const round = (value: number): number => Number(value.toPrecision(6));

const rateRange: SettingRange = {
  legal: (value) => value > 0 && value <= 1000,
  lower: (value) => round(value / 2),
  raise: (value) => round(value * 2),
};

/** Momentum and dropout go in tenths, and by hundredths where the next tenth would be 1. */
const ratioRange: SettingRange = {
  legal: (value) => value >= 0 && value <= 0.99999,
  lower: (value) => Math.max(0, round(value - (value > 0.9 ? 0.01 : 0.1))),
  raise: (value) => Math.min(0.99, round(value + (value >= 0.9 ? 0.01 : 0.1))),
};

export function rangeOf(setting: ChangeableSetting): SettingRange {
  return setting === 'learningRate' ? rateRange : ratioRange;
}

/** Those an experiment has, as its record says that they are now. */
export function liveSettings(
  { optimizer, network }: Experiment,
  events: readonly RunEvent[],
): readonly LiveSettingState[] {
  const now = (setting: ChangeableSetting, layer: number | null, first: number): LiveSettingState => {
    const last = events.findLast(
      (event) => event.kind === 'change' && event.setting === setting && event.layer === layer,
    );
    return { setting, layer, value: last?.kind === 'change' ? last.to : first };
  };
  return [
    now('learningRate', null, optimizer.learningRate),
    ...('momentum' in optimizer ? [now('momentum', null, optimizer.momentum)] : []),
    ...network.layers.flatMap((layer, index) =>
      layer.type === 'dropout' ? [now('dropout', index, layer.rate)] : [],
    ),
  ];
}

/** A tenth of the rate that a run ended with: how far one goes down where numbers broke. */
export function lowerRate(experiment: Experiment, events: readonly RunEvent[]): number {
  const rate = liveSettings(experiment, events).find(({ setting }) => setting === 'learningRate');
  return round((rate?.value ?? experiment.optimizer.learningRate) / 10);
}

export function changeOf({ setting, layer, value }: LiveSettingState): RunChange {
  return setting === 'dropout' ? { setting, layer: layer ?? 0, value } : { setting, value };
}
