/** Sparklines are asked for in batches, of what is in sight, and again after more epochs. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { effectScope, type EffectScope } from 'vue';
import { useSparklines } from './use-sparklines';

describe('useSparklines', () => {
  let scope: EffectScope;
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    scope = effectScope();
  });
  afterEach(() => {
    scope.stop();
    vi.useRealTimers();
  });

  function setUp() {
    const asked: (readonly number[])[] = [];
    const onFailure = vi.fn();
    const fails = { next: false };
    const lines = scope.run(() =>
      useSparklines((runIds) => {
        asked.push(runIds);
        if (fails.next) return Promise.reject(new Error('gone'));
        return Promise.resolve(runIds.map((runId) => ({ runId, train: [runId], validation: [] })));
      }, onFailure),
    )!;
    const run = (id: number, epochsDone = 1) => ({ id, epochsDone });
    return { asked, onFailure, fails, run, ...lines };
  }

  it('asks once for all that came in sight, and not for what has left it or has no epoch', async () => {
    const { asked, curves, need, run } = setUp();
    need([run(1), run(2)]);
    need([run(2), run(3), run(4, 0)]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(asked).toEqual([[2, 3]]);
    expect([...curves.value.keys()]).toEqual([2, 3]);
  });

  it('asks again only for runs that have gone on', async () => {
    const { asked, need, run } = setUp();
    need([run(1), run(2)]);
    await vi.advanceTimersByTimeAsync(1000);
    need([run(1), run(2, 5)]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(asked).toEqual([[1, 2], [2]]);
  });

  it('asks again for what could not be had', async () => {
    const { asked, fails, need, onFailure, run } = setUp();
    fails.next = true;
    need([run(1)]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(onFailure).toHaveBeenCalledOnce();
    fails.next = false;
    need([run(1)]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(asked).toEqual([[1], [1]]);
  });
});
