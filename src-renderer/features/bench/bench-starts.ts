/** What a bench can start from: demonstrations, what the Lab has set up, the experiments of the app, runs. No Vue. */
import type { Experiment, Sweep } from '../../../src-engine';
import type { Preset, RunSummary } from '../../../src-main/contract/runs';

/** A demonstration of the lecture as the app brings it. */
export interface Demonstration {
  readonly id: string;
  readonly sweep: Sweep;
  /** At which it shows what it is about. */
  readonly seeds: readonly number[];
}

export interface StartOption {
  readonly value: string;
  readonly label: string;
  readonly note: string;
}

const shownRuns = 12;

export function startOptions(
  demonstrations: readonly Demonstration[],
  lab: Experiment | null,
  presets: readonly Preset[],
  runs: readonly Pick<RunSummary, 'id' | 'name'>[],
): StartOption[] {
  return [
    ...demonstrations.map(({ id, sweep }) => ({
      value: `demo:${id}`,
      label: sweep.name,
      note: 'demonstration',
    })),
    ...(lab === null ? [] : [{ value: 'lab:', label: lab.name, note: 'as set up in the Lab' }]),
    ...presets.map(({ id, experiment }) => ({
      value: `preset:${id}`,
      label: experiment.name,
      note: 'experiment',
    })),
    ...[...runs]
      .sort((a, b) => b.id - a.id)
      .slice(0, shownRuns)
      .map(({ id, name }) => ({ value: `run:${id}`, label: name, note: `run ${id}` })),
  ];
}
