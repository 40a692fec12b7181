/** Both ends of the explorer over a real message channel: the page's in front, the worker's behind. */
import { describe, expect, it } from 'vitest';
import { createSimdKernels, EngineError } from '../../src-engine';
import { simdBytes } from '../../tests/engine/simd-bytes';
import { answerQuestions } from './answering';
import { Explorer } from './explorer';
import { createKernelArena, type KernelArena } from './kernel-arena';
import type { ExplorerMessage, ExplorerPort, ExplorerRequest, QuestionOf } from './protocol';
import { topic, type Topic } from './topic';
import { topics } from './topics/registry';

const arena = createKernelArena(simdBytes());

interface Ends {
  readonly explorer: Explorer;
  /** How often a worker was started. */
  readonly starts: () => number;
  /** Takes the worker away, as a crash does. */
  readonly lose: () => void;
}

/** @param extra topics beside the real ones */
function connect(
  extra: Readonly<Record<string, Topic<never, unknown>>> = {},
  kernels: Promise<KernelArena> = Promise.resolve(arena),
): Ends {
  let starts = 0;
  let lose = (): void => undefined;
  const explorer = new Explorer((lost) => {
    starts += 1;
    const { port1, port2 } = new MessageChannel();
    const inside = port2 as unknown as ExplorerPort<ExplorerMessage, ExplorerRequest>;
    answerQuestions({ port: inside, topics: { ...topics, ...extra }, kernels });
    lose = () => {
      port2.close();
      lost('it was taken away');
    };
    return port1;
  });
  return { explorer, starts: () => starts, lose: () => lose() };
}

const square: QuestionOf<'convolution'> = {
  picture: { height: 2, width: 2, channels: 1, values: Float32Array.of(1, 2, 3, 4) },
  kernel: { height: 1, width: 1, channels: 1, values: Float32Array.of(2) },
  settings: { kind: 'correlation', stride: [1, 1], padding: 'valid', dilation: [1, 1], scale: 1, bias: 1 },
};
const impossible: QuestionOf<'convolution'> = {
  ...square,
  kernel: { height: 3, width: 3, channels: 1, values: new Float32Array(9) },
};

/** The real topics are all short; these two are not. Their names are not among the page's. */
const asAny = (name: string) => name as 'convolution';

describe('the explorer', () => {
  it('starts its worker with the first question and keeps it', async () => {
    const { explorer, starts } = connect();
    expect(starts()).toBe(0);
    const answer = await explorer.ask('convolution', square);
    expect([...answer.values]).toEqual([3, 5, 7, 9]);
    await explorer.ask('convolution', square);
    expect(starts()).toBe(1);
  });

  it('hands on what the engine refuses, kind and words', async () => {
    const { explorer } = connect();
    const refusal = explorer.ask('convolution', impossible);
    await expect(refusal).rejects.toBeInstanceOf(EngineError);
    await expect(refusal).rejects.toMatchObject({ kind: 'shape', message: /at least 3×3, got 2×2/ });
  });

  it('says why when the kernels cannot be had', async () => {
    const { explorer } = connect({}, Promise.reject(new Error('The kernels cannot be read (404).')));
    await expect(explorer.ask('convolution', square)).rejects.toMatchObject({
      kind: 'internal',
      message: 'The kernels cannot be read (404).',
    });
  });

  it('stops long work that nobody wants any more, and answers the next question', async () => {
    const seen: number[] = [];
    let ended: unknown = null;
    const endless = topic(async (_question: unknown, work) => {
      try {
        for (;;) {
          work.progress(0.5);
          await work.breathe();
        }
      } catch (error) {
        ended = error;
        throw error;
      }
    });
    const { explorer } = connect({ endless });
    const controller = new AbortController();
    const endlessAnswer = explorer.ask(asAny('endless'), square, {
      signal: controller.signal,
      progress(share) {
        seen.push(share);
        controller.abort();
      },
    });
    await expect(endlessAnswer).rejects.toMatchObject({ kind: 'cancelled' });
    expect([...(await explorer.ask('convolution', square)).values]).toEqual([3, 5, 7, 9]);
    expect(ended).toMatchObject({ kind: 'cancelled' });
    expect(seen).toEqual([0.5]);
  });

  it('never begins what was cancelled while it waited', async () => {
    const begun: string[] = [];
    const noted = topic((name: string) => {
      begun.push(name);
      return name;
    });
    const { explorer } = connect({ noted });
    const controller = new AbortController();
    const ask = (name: string, signal?: AbortSignal) =>
      explorer.ask(asAny('noted'), name as never, signal === undefined ? {} : { signal });
    const first = ask('first');
    const second = ask('second', controller.signal);
    const third = ask('third');
    controller.abort();
    await expect(second).rejects.toMatchObject({ kind: 'cancelled' });
    await Promise.all([first, third]);
    expect(begun).toEqual(['first', 'third']);
  });

  it('refuses a question whose signal was aborted before it was asked', async () => {
    const { explorer } = connect();
    const answer = explorer.ask('convolution', square, { signal: AbortSignal.abort() });
    await expect(answer).rejects.toMatchObject({ kind: 'cancelled' });
  });

  it('moves the arrays that it is told to and copies all others', async () => {
    const { explorer } = connect();
    const values = Float32Array.of(1, 2, 3, 4);
    const moved = { ...square, picture: { ...square.picture, values } };
    await explorer.ask('convolution', moved, { transfer: [values.buffer] });
    expect(values).toHaveLength(0);
    expect(square.picture.values).toHaveLength(4);
  });

  it('tells everybody who waits when the worker dies, and starts another for the next question', async () => {
    const never = topic(async (_question: unknown, work) => {
      for (;;) await work.breathe();
    });
    const { explorer, starts, lose } = connect({ never });
    const waiting = explorer.ask(asAny('never'), square);
    lose();
    await expect(waiting).rejects.toMatchObject({ kind: 'internal', message: /it was taken away/ });
    expect([...(await explorer.ask('convolution', square)).values]).toEqual([3, 5, 7, 9]);
    expect(starts()).toBe(2);
  });
});

describe('the arena', () => {
  it('keeps its kernels until a question needs more room', () => {
    const take = createKernelArena(simdBytes());
    const small = take(10);
    expect(take(1000)).toBe(small);
    const large = take(small.values.length + 1);
    expect(large.values.length).toBeGreaterThan(small.values.length);
    expect(take(10)).toBe(large);
    expect(createSimdKernels(simdBytes(), 4).name).toBe(large.name);
  });
});
