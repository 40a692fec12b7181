/** Questions follow their subject, one at a time, and answers that come late are dropped. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { effectScope, nextTick, ref, type EffectScope } from 'vue';

// The client unwraps what the preload exposes; there is no preload here and nothing is called.
vi.stubGlobal('window', { lab: {} });
const { useAsked } = await import('./use-asked');
const { LabError } = await import('../../api/lab');

interface Open {
  readonly subject: string;
  readonly answer: (value: string) => Promise<void>;
  readonly fail: (error: Error) => Promise<void>;
}

/** Everything that waits for a promise goes on. */
async function settle(): Promise<void> {
  await vi.advanceTimersByTimeAsync(0);
  await nextTick();
}

function setUp(scope: EffectScope) {
  const subject = ref<string | null>('a');
  const version = ref(0);
  const open: Open[] = [];
  /** Given the subject of the question that it cancels. */
  const cancel = vi.fn();
  const asked = scope.run(() =>
    useAsked<string>({
      subject: () => subject.value,
      version: () => version.value,
      ask: () =>
        new Promise((resolve, reject) => {
          open.push({
            subject: subject.value ?? '',
            answer: (value) => (resolve(value), settle()),
            fail: (error) => (reject(error), settle()),
          });
        }),
      canceller: () => {
        const asked = subject.value;
        return () => void cancel(asked);
      },
    }),
  )!;
  return { subject, version, open, cancel, ...asked };
}

describe('useAsked', () => {
  let scope: EffectScope;
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    scope = effectScope();
  });
  afterEach(() => {
    scope.stop();
    vi.useRealTimers();
  });

  it('asks at once and keeps the answer while a newer version is fetched, a second later', async () => {
    const { version, open, answer, asking } = setUp(scope);
    expect(open).toHaveLength(1);
    expect(asking.value).toBe(true);
    await open[0].answer('first');
    expect(answer.value).toBe('first');
    version.value = 1;
    await nextTick();
    expect(open).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(999);
    expect(open).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(open).toHaveLength(2);
    expect(answer.value).toBe('first');
    await open[1].answer('second');
    expect(answer.value).toBe('second');
  });

  it('never asks twice at a time, and once for all that changed meanwhile', async () => {
    const { version, open } = setUp(scope);
    for (let next = 1; next <= 5; next++) {
      version.value = next;
      await nextTick();
    }
    expect(open).toHaveLength(1);
    await open[0].answer('first');
    await vi.advanceTimersByTimeAsync(1000);
    expect(open).toHaveLength(2);
    await open[1].answer('second');
    await vi.advanceTimersByTimeAsync(5000);
    expect(open).toHaveLength(2);
  });

  it('cancels for another subject, drops what comes late and asks about the new one', async () => {
    const { subject, open, cancel, answer, failure } = setUp(scope);
    subject.value = 'b';
    await nextTick();
    expect(cancel).toHaveBeenCalledExactlyOnceWith('a');
    expect(open).toHaveLength(1);
    await open[0].fail(new LabError({ kind: 'cancelled', message: 'Nobody waits.' }));
    expect([answer.value, failure.value]).toEqual([null, null]);
    expect(open.map((question) => question.subject)).toEqual(['a', 'b']);
    await open[1].answer('of b');
    expect(answer.value).toBe('of b');
    subject.value = null;
    await nextTick();
    expect(answer.value).toBeNull();
    expect(open).toHaveLength(2);
  });

  it('asks again when it was cancelled together with an equal question of somebody else', async () => {
    const { open, answer, failure } = setUp(scope);
    await open[0].fail(new LabError({ kind: 'cancelled', message: 'Somebody left.' }));
    expect(failure.value).toBeNull();
    await vi.advanceTimersByTimeAsync(199);
    expect(open).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    await open[1].answer('after all');
    expect(answer.value).toBe('after all');
  });

  it('says why there is no answer, and forgets it with the next one', async () => {
    const { version, open, answer, failure } = setUp(scope);
    await open[0].fail(new Error('The set was removed.'));
    expect(failure.value).toBe('The set was removed.');
    version.value = 1;
    await nextTick();
    await vi.advanceTimersByTimeAsync(200);
    await open[1].answer('there again');
    expect([answer.value, failure.value]).toEqual(['there again', null]);
  });

  it('asks nothing more once nobody looks', async () => {
    const { version, open, cancel } = setUp(scope);
    scope.stop();
    expect(cancel).toHaveBeenCalledOnce();
    version.value = 1;
    await open[0].answer('late');
    await vi.advanceTimersByTimeAsync(5000);
    expect(open).toHaveLength(1);
  });
});
