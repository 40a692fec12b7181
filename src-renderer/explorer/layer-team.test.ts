/** A layer that several workers share: over real message channels, with the real topics. */
import { describe, expect, it } from 'vitest';
import { describeNetwork, EngineError } from '../../src-engine';
import { checkpointOf, experimentOf } from '../../tests/engine/trained';
import { simdBytes } from '../../tests/engine/simd-bytes';
import { answerQuestions } from './answering';
import { Explorer } from './explorer';
import { createKernelArena } from './kernel-arena';
import { askLayer, type LayerQuestion } from './layer-team';
import type { ExplorerMessage, ExplorerPort, ExplorerRequest } from './protocol';
import { topic, type Topic } from './topic';
import { topics } from './topics/registry';

const kernels = Promise.resolve(createKernelArena(simdBytes()));

/** @param others topics that stand in for real ones */
function member(others: Readonly<Record<string, Topic<never, unknown>>> = {}): Explorer {
  return new Explorer(() => {
    const { port1, port2 } = new MessageChannel();
    const inside = port2 as unknown as ExplorerPort<ExplorerMessage, ExplorerRequest>;
    answerQuestions({ port: inside, topics: { ...topics, ...others }, kernels });
    return port1;
  });
}

const [height, width] = [61, 47];
const experiment = experimentOf(
  [
    { type: 'dense', units: 5, activation: 'sigmoid' },
    { type: 'dense', units: 12, activation: 'linear' },
  ],
  { objective: { target: 'input', loss: 'squaredError' } },
);
const sampleShape = [4, 3, 1] as const;
const count = describeNetwork(experiment, sampleShape, 0).reduce((sum, one) => sum + one.parameterCount, 0);

function question(changes: Partial<LayerQuestion> = {}): LayerQuestion {
  const parameters = Float32Array.from({ length: count }, (_, index) => Math.sin(7 * index));
  return {
    picture: {
      height,
      width,
      channels: 1,
      values: Float32Array.from({ length: height * width }, (_, index) => Math.cos(index * index) ** 2),
    },
    source: { experiment, sampleShape, classCount: 0, checkpoint: checkpointOf(experiment, parameters) },
    input: {
      preprocessing: {
        removeMean: true,
        means: null,
        scales: null,
        factor: 2,
        limit: 0.8,
        gain: 0.4,
        offset: 0.5,
      },
      whiteningScale: 0.9,
    },
    smallSide: 20,
    ...changes,
  };
}

/** Never comes to an answer. */
const endless = topic(async (_question: unknown, work) => {
  for (;;) await work.breathe();
});

describe('a team of workers', () => {
  it('answers with the bits that one of them alone has, and keeps the layer open for single units', async () => {
    const alone = await askLayer([member()], question());
    const team = [member(), member(), member()] as const;
    const shares: number[] = [];
    const answer = await askLayer(team, question(), { progress: (share) => shares.push(share) });
    expect(answer.maps).toEqual(alone.maps);
    expect(answer.learned).toEqual(alone.learned);
    expect(shares.at(0)).toBe(0);
    expect(shares.at(-1)).toBe(1);

    const map = await team[0].ask('unitMap', { key: answer.key, unit: 2 });
    expect([map.height, map.width]).toEqual([height - 3, width - 2]);
    expect(Math.max(...map.values)).toBe(answer.maps.maxima[2]);
    expect(map.extremes.largest).toEqual({
      value: answer.maps.maxima[2],
      y: answer.maps.maximumY[2],
      x: answer.maps.maximumX[2],
    });
  });

  it('does not wait for one that has not begun', async () => {
    const answer = await askLayer([member(), member({ openLayer: endless })], question());
    expect(answer.maps.units).toBe(5);
  });

  it('gives up when one of them fails, with its words', async () => {
    const failing = topic(() => {
      throw new EngineError('memory', 'There is not so much.');
    });
    const failure = askLayer([member({ openLayer: endless }), member({ layerBand: failing })], question());
    await expect(failure).rejects.toMatchObject({ kind: 'memory', message: 'There is not so much.' });
  });

  it('says what the layer cannot see', async () => {
    const small = { height: 3, width: 3, channels: 1, values: new Float32Array(9) };
    const failure = askLayer([member(), member()], question({ picture: small }));
    await expect(failure).rejects.toMatchObject({ kind: 'shape', message: /at least 4×3, got 3×3/ });
  });

  it('stops when nobody wants it any more', async () => {
    const controller = new AbortController();
    const answer = askLayer([member(), member()], question(), {
      signal: controller.signal,
      progress: (share) => share > 0 && controller.abort(),
    });
    await expect(answer).rejects.toMatchObject({ kind: 'cancelled' });
  });
});
