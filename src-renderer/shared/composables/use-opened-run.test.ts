/** What is said of the run in an address follows the address, in whatever order the answers come. */
import { createPinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createApp, effectScope, nextTick, type EffectScope } from 'vue';
import { createMemoryHistory, createRouter } from 'vue-router';
import type { Envelope } from '../../../src-main/contract/errors';
import type { RunDetail } from '../../../src-main/contract/runs';
import { runSummary } from '../../stores/run-fixture';

type Answer = Envelope<RunDetail>;

/** Questions for a run that wait for their answer. */
const asked = new Map<number, (answer: Answer) => void>();
const runs = {
  get: ({ runId }: { runId: number }) => new Promise<Answer>((resolve) => asked.set(runId, resolve)),
  filters: () => Promise.resolve({ ok: true, value: null }),
};
vi.stubGlobal('window', { lab: { runs } });
const { useOpenedRun } = await import('./use-opened-run');

const missing: Answer = { ok: false, error: { kind: 'notFound', message: 'There is no such run.' } };

function there(id: number): Answer {
  const parts = { epochs: [], events: [], snapshotEpochs: [], layers: [] };
  return { ok: true, value: { ...runSummary({ id }), ...parts } as unknown as RunDetail };
}

async function answer(runId: number, given: Answer): Promise<void> {
  asked.get(runId)?.(given);
  for (let turn = 0; turn < 10; turn++) await nextTick();
}

async function setUp(scope: EffectScope) {
  const component = { render: () => null };
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { name: 'lab', path: '/lab/:runId?', component },
      { name: 'filters', path: '/filters/:runId?', component },
    ],
  });
  const app = createApp(component).use(createPinia()).use(router);
  await router.push('/lab/1');
  const opened = scope.run(() => app.runWithContext(() => useOpenedRun('lab')))!;
  return { router, ...opened };
}

describe('useOpenedRun', () => {
  let scope: EffectScope;
  beforeEach(() => {
    asked.clear();
    scope = effectScope();
  });
  afterEach(() => scope.stop());

  it('says that a run is missing, until the address names none', async () => {
    const { router, runId, isMissing } = await setUp(scope);
    expect(runId.value).toBe(1);
    await answer(1, missing);
    expect(isMissing.value).toBe(true);
    await router.push('/lab');
    await nextTick();
    expect([runId.value, isMissing.value]).toEqual([null, false]);
  });

  it('lets an answer that comes late say nothing of the run that is shown by then', async () => {
    const { router, isMissing } = await setUp(scope);
    await router.push('/lab/2');
    await nextTick();
    await answer(2, there(2));
    await answer(1, missing);
    expect(isMissing.value).toBe(false);
  });

  it('opens nothing for a view that is left', async () => {
    const { router } = await setUp(scope);
    await answer(1, there(1));
    await router.push('/filters/2');
    await nextTick();
    expect([...asked.keys()]).toEqual([1]);
  });
});
