/** What main knows of one unit of a run: asked when the unit is looked at, again when the run has saved a newer checkpoint. */
import type { RunUnit } from '../../../src-main/contract/inspect';
import { lab } from '../../api/lab';
import { savedVersion, type LiveRun } from '../../stores/live-run';
import { inspectionCanceller } from '../composables/inspection-canceller';
import { useAsked, type Asked } from '../composables/use-asked';

/** The unit at one kept epoch. */
export interface UnitMoment {
  readonly epoch: number;
  readonly norm: number;
  readonly meanActivation: number;
}

export interface UnitQuestion {
  readonly run: LiveRun;
  readonly layer: number;
  /** Null while no unit is looked at. */
  readonly unit: number | null;
  readonly smoothness: number;
}

export interface UnitAnswers {
  readonly about: Asked<RunUnit>;
  /** Of the layer whose pictures are kept with every epoch; no answer for others. */
  readonly history: Asked<readonly UnitMoment[]>;
}

const token = 'unit';

export function useUnit(question: () => UnitQuestion): UnitAnswers {
  const runId = (): number => question().run.summary.id;
  const keptLayer = (): number | null => question().run.filters?.layer ?? null;

  const about = useAsked<RunUnit>({
    subject: () => {
      const { run, layer, unit, smoothness } = question();
      if (unit === null || savedVersion(run) === null) return null;
      return [run.summary.id, layer, unit, smoothness].join('/');
    },
    version: () => savedVersion(question().run),
    ask: () => {
      const { layer, unit, smoothness } = question();
      return lab.inspect.unit({ runId: runId(), token, layer, unit: unit ?? 0, smoothness });
    },
    canceller: () => inspectionCanceller(runId(), token),
  });
  const history = useAsked<readonly UnitMoment[]>({
    subject: () => {
      const { run, layer, unit } = question();
      return unit === null || layer !== keptLayer() ? null : [run.summary.id, unit].join('/');
    },
    version: () => question().run.summary.epochsDone,
    ask: () => lab.inspect.unitHistory({ runId: runId(), unit: question().unit ?? 0 }),
  });

  return { about, history };
}
