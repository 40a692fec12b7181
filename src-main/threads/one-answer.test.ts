/** The one answer of a thread comes, or is refused with what became of the thread. */
import { describe, expect, it } from 'vitest';
import type { AppError } from '../contract/errors';
import { askThread } from './one-answer';

interface Said {
  readonly type: 'said';
  readonly number: number;
}

/** Runs a program as a thread; `port` is its way to us. */
function ask(program: string, meanwhile?: (message: Said) => void, left?: () => void) {
  const source = `import { parentPort as port, workerData } from 'node:worker_threads'; ${program}`;
  return askThread<number, Said>({
    entry: new URL(`data:text/javascript,${encodeURIComponent(source)}`),
    workerData: 20,
    mostMegabytes: 64,
    ...(meanwhile === undefined ? {} : { meanwhile }),
    ...(left === undefined ? {} : { left }),
    died: (why) => `It died (${why}).`,
    ended: 'It was ended.',
  });
}

describe('a thread', () => {
  it('is heard meanwhile, answers, and is known to have left', async () => {
    const heard: number[] = [];
    let hasLeft = false;
    const program = `port.postMessage({ type: 'said', number: 1 }); port.postMessage({ type: 'done', answer: workerData + 1 })`;
    const { answer } = ask(
      program,
      ({ number }) => heard.push(number),
      () => (hasLeft = true),
    );
    expect(await answer).toBe(21);
    expect(heard).toEqual([1]);
    await expect.poll(() => hasLeft).toBe(true);
  });

  it('is refused as it says, with the field', async () => {
    const error = { kind: 'validation', message: 'Too few.', field: 'units' };
    const { answer } = ask(`port.postMessage({ type: 'failed', error: ${JSON.stringify(error)} })`);
    await expect(answer).rejects.toMatchObject({ name: 'AppError', ...error });
  });

  it('that dies is told with its reason and its stack', async () => {
    const failed: unknown = await ask(`throw new TypeError('no such thing')`).answer.catch(
      (error: unknown) => error,
    );
    expect(failed).toMatchObject({ kind: 'engine', message: 'It died (no such thing).' });
    const { cause } = failed as AppError;
    expect(cause instanceof Error && cause.stack).toMatch(/TypeError[\s\S]+at /);
    await expect(ask('process.exit(3)').answer).rejects.toThrow('exit code 3');
  });

  it('that is ended is refused as cancelled', async () => {
    const work = ask('setInterval(() => undefined, 1000)');
    const refused = expect(work.answer).rejects.toMatchObject({
      kind: 'cancelled',
      message: 'It was ended.',
    });
    await work.end();
    await refused;
  });

  it('is ended by a listener that throws, and refused with what it threw', async () => {
    const program = `port.postMessage({ type: 'said', number: 1 }); setInterval(() => undefined, 1000)`;
    let hasLeft = false;
    const refuse = (): never => {
      throw new RangeError('not this');
    };
    await expect(ask(program, refuse, () => (hasLeft = true)).answer).rejects.toThrow('not this');
    await expect.poll(() => hasLeft).toBe(true);
  });
});
