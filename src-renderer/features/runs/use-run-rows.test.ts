/** The table's rows: pages as they come in sight, exchanged without gaps, late answers dropped. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { effectScope, nextTick, ref, type EffectScope } from 'vue';
import type { RunPage } from '../../../src-main/contract/run-history';
import { runSummary } from '../../stores/run-fixture';
import { useRunRows } from './use-run-rows';

interface Open {
  readonly offset: number;
  readonly answer: (page: RunPage) => Promise<void>;
  readonly fail: (error: Error) => Promise<void>;
}

async function settle(): Promise<void> {
  await vi.advanceTimersByTimeAsync(0);
  await nextTick();
}

/** A page of `count` runs whose ids count up from `first`. */
function page(total: number, first: number, count = 100): RunPage {
  return { total, runs: Array.from({ length: count }, (_, index) => runSummary({ id: first + index })) };
}

function setUp(scope: EffectScope) {
  const subject = ref('all');
  const open: Open[] = [];
  const onFailure = vi.fn();
  const rows = scope.run(() =>
    useRunRows({
      subject: () => subject.value,
      ask: (offset) =>
        new Promise((resolve, reject) => {
          open.push({
            offset,
            answer: (answer) => (resolve(answer), settle()),
            fail: (error) => (reject(error), settle()),
          });
        }),
      onFailure,
    }),
  )!;
  return { subject, open, onFailure, ...rows };
}

describe('useRunRows', () => {
  let scope: EffectScope;
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    scope = effectScope();
  });
  afterEach(() => {
    scope.stop();
    vi.useRealTimers();
  });

  it('fetches the first page at once, and others only when they come in sight, once each', async () => {
    const { open, need, rows, total } = setUp(scope);
    expect(open.map(({ offset }) => offset)).toEqual([0]);
    expect(total.value).toBeNull();
    await open[0].answer(page(10_000, 1));
    expect(total.value).toBe(10_000);
    expect(rows.value.size).toBe(100);

    need(480, 520);
    need(485, 525);
    expect(open.map(({ offset }) => offset)).toEqual([0, 400, 500]);
    await open[2].answer(page(10_000, 501));
    expect(rows.value.get(500)?.id).toBe(501);
    expect(rows.value.get(450)).toBeUndefined();
    await open[1].answer(page(10_000, 401));
    expect(rows.value.get(450)?.id).toBe(451);
  });

  it('keeps the rows of before until those of another question are there', async () => {
    const { subject, open, rows, total } = setUp(scope);
    await open[0].answer(page(10_000, 1));
    subject.value = 'digits';
    await nextTick();
    expect(rows.value.get(0)?.id).toBe(1);
    await open[1].answer(page(2, 71, 2));
    expect([...rows.value.values()].map(({ id }) => id)).toEqual([71, 72]);
    expect(total.value).toBe(2);
  });

  it('drops an answer that comes after another question was asked', async () => {
    const { subject, open, rows } = setUp(scope);
    subject.value = 'digits';
    await nextTick();
    await open[1].answer(page(1, 71, 1));
    await open[0].answer(page(10_000, 1));
    expect([...rows.value.values()].map(({ id }) => id)).toEqual([71]);
  });

  it('exchanges what is in sight together when the list has changed, and finds runs where they are now', async () => {
    const { open, need, refresh, rows, placeOf } = setUp(scope);
    await open[0].answer(page(300, 1));
    need(90, 120);
    await open[1].answer(page(300, 101));
    refresh();
    refresh();
    await vi.advanceTimersByTimeAsync(300);
    expect(open.slice(2).map(({ offset }) => offset)).toEqual([0, 100]);
    // One run more at the top: everything lies one place lower.
    await open[2].answer(page(301, 0));
    expect(rows.value.get(0)?.id).toBe(1);
    await open[3].answer(page(301, 100));
    expect(rows.value.get(0)?.id).toBe(0);
    expect(placeOf(100)).toBe(100);
  });

  it('asks again after an exchange during which the list changed once more', async () => {
    const { open, refresh, rows } = setUp(scope);
    refresh();
    await vi.advanceTimersByTimeAsync(1000);
    expect(open).toHaveLength(1);
    await open[0].answer(page(1, 1, 1));
    await vi.advanceTimersByTimeAsync(300);
    await open[1].answer(page(1, 2, 1));
    expect(rows.value.get(0)?.id).toBe(2);
    await vi.advanceTimersByTimeAsync(1000);
    expect(open).toHaveLength(2);
  });

  it('takes what is new of a run where it is shown, and nothing of one that is not', async () => {
    const { open, patch, rows } = setUp(scope);
    await open[0].answer(page(3, 1, 3));
    patch(runSummary({ id: 2, epochsDone: 7 }));
    patch(runSummary({ id: 9, epochsDone: 7 }));
    expect([...rows.value.values()].map(({ id, epochsDone }) => [id, epochsDone])).toEqual([
      [1, 0],
      [2, 7],
      [3, 0],
    ]);
  });

  it('tells a failure, and fetches the page again when it is needed again', async () => {
    const { open, need, onFailure, rows } = setUp(scope);
    await open[0].answer(page(300, 1));
    need(150, 160);
    await open[1].fail(new Error('gone'));
    expect(onFailure).toHaveBeenCalledOnce();
    need(150, 160);
    await open[2].answer(page(300, 101));
    expect(rows.value.get(150)?.id).toBe(151);
  });
});
