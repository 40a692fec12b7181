/** What is shown of a setting of a run under way is what was asked for, until it is refused. */
import { createPinia, setActivePinia } from 'pinia';
import { expect, it, vi } from 'vitest';
import { computed } from 'vue';
import type { Experiment } from '../../../src-engine';
import { liveFromSummary, withDetail } from '../../stores/live-run';
import { runSummary } from '../../stores/run-fixture';

const refusal = { ok: false, error: { kind: 'precondition', message: 'Run 1 is finished.' } };
vi.stubGlobal('window', { lab: { runs: { change: () => Promise.resolve(refusal) } } });
const { useLiveSettings } = await import('./use-live-settings');

it('goes back to the value in force when main refuses another', async () => {
  setActivePinia(createPinia());
  const experiment = {
    optimizer: { type: 'adam', learningRate: 0.01 },
    network: { layers: [] },
  } as unknown as Experiment;
  const summary = runSummary({ state: 'running' });
  const parts = { experiment, epochs: [], events: [], snapshotEpochs: [], layers: [] };
  const run = withDetail(liveFromSummary(summary), { ...summary, ...parts });
  const { settings, change } = useLiveSettings(computed(() => run));
  const rate = (): number | undefined => settings.value[0]?.value;
  change({ setting: 'learningRate', layer: null, value: 0.02 });
  expect(rate()).toBe(0.02);
  await vi.waitFor(() => expect(rate()).toBe(0.01));
});
