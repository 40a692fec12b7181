/** Health of the layer on the stage, as the run last saved it; seldom renewed while the run trains, for it costs time. */
import type { RunLayer } from '../../../src-main/contract/inspect';
import { lab } from '../../api/lab';
import { inspectionCanceller } from '../../shared/composables/inspection-canceller';
import { useAsked, type Asked } from '../../shared/composables/use-asked';
import { savedVersion, type LiveRun } from '../../stores/live-run';

const token = 'lab.layer';
const whileTrainingMs = 5000;
const elseMs = 1000;

export function useLayerHealth(run: () => LiveRun | null): Asked<RunLayer> {
  const runId = (): number => run()?.summary.id ?? 0;
  const layer = (): number | null => run()?.filters?.layer ?? null;
  const version = (): string | null => {
    const now = run();
    return now === null ? null : savedVersion(now);
  };

  return useAsked<RunLayer>({
    subject: () => (layer() === null || version() === null ? null : `${runId()}/${layer() ?? ''}`),
    version,
    ask: () => lab.inspect.layer({ runId: runId(), token, layer: layer() ?? 0 }),
    canceller: () => inspectionCanceller(runId(), token),
    pauseMs: () => (run()?.summary.state === 'running' ? whileTrainingMs : elseMs),
  });
}
