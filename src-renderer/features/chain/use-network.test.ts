/** The worker has one network open: that of the run in hand, in whatever order main answers. */
import { expect, it, vi } from 'vitest';
import { effectScope, nextTick, shallowRef } from 'vue';
import type { ExplorerRequest } from '../../explorer/protocol';
import type { LiveRun } from '../../stores/live-run';
import { runSummary } from '../../stores/run-fixture';

/** Questions about a run's network that wait for their answer. */
const asked = new Map<number, () => void>();
const network = ({ runId }: { runId: number }) => {
  const value = { experiment: {}, sampleShape: [1, 1, 1], classNames: [], checkpoint: null };
  return new Promise((resolve) => asked.set(runId, () => resolve({ ok: true, value })));
};
vi.stubGlobal('window', { lab: { inspect: { network } } });
const sent: ExplorerRequest[] = [];
vi.stubGlobal(
  'Worker',
  class {
    postMessage(message: ExplorerRequest): void {
      sent.push(message);
    }
  },
);
const { useNetwork } = await import('./use-network');

function runOf(id: number): LiveRun {
  const experiment = { network: { layers: [{ type: 'conv2d' }] } };
  return { summary: runSummary({ id }), detail: { experiment }, savedAtMs: null } as unknown as LiveRun;
}

async function answer(runId: number): Promise<void> {
  asked.get(runId)?.();
  for (let turn = 0; turn < 10; turn++) await nextTick();
}

it('opens no network of a run that is not looked at any more', async () => {
  const run = shallowRef(runOf(1));
  const scope = effectScope();
  scope.run(() => useNetwork(() => run.value));
  run.value = runOf(2);
  await nextTick();
  await answer(2);
  await answer(1);
  const keys = sent.map((request) => request.type === 'ask' && (request.question as { key: string }).key);
  expect(keys).toEqual([expect.stringMatching(/^2 /)]);
  scope.stop();
});
