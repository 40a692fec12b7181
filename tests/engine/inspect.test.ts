/** The inspector as a real thread: what it measures against counts by hand, and what it says of wrong checkpoints. */
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { prepareSamples } from '../../src-engine/data/prepare-samples';
import { createRandom } from '../../src-engine/random';
import type {
  InspectMessage,
  InspectOrder,
  InspectQuestions,
  InspectTopic,
} from '../../src-engine/worker/inspect-protocol';
import type { PackedPictures } from '../../src-engine/worker/protocol';
import { buildWorker } from './run-worker';
import type { BuiltWorker } from './run-worker';
import { simdBytes } from './simd-bytes';
import { checkpointOf, experimentOf } from './trained';

/** Grey pictures of 6×8 in three classes. */
function pictures(): PackedPictures {
  const random = createRandom(2, 'sample');
  return {
    count: 90,
    height: 6,
    width: 8,
    channels: 1,
    pixels: Uint8Array.from({ length: 90 * 48 }, () => random.integer(256)),
    labels: Int32Array.from({ length: 90 }, (_, index) => index % 3),
    classNames: ['a', 'b', 'c'],
  };
}

const experiment = experimentOf(
  [
    { type: 'conv2d', filters: 2, kernelSize: 2, stride: 2, activation: 'relu' },
    { type: 'dense', units: 3, activation: 'softmax' },
  ],
  {
    objective: { target: 'labels', loss: 'crossEntropy' },
    split: { validation: 0, test: 0.2 },
  },
);

/** No four pixels sum to it, so rounding decides nothing. */
const threshold = 2.001;

/** The first filter is the sum of its four pixels less 2.001, the second is always silent; the classes see the first's. */
function parameters(): Float32Array {
  const values = new Float32Array(8 + 2 + 3 * 24 + 3);
  values.fill(1, 0, 4);
  values.fill(-1, 4, 8);
  values[8] = -threshold;
  values[82] = 0.5;
  return values;
}

let worker: BuiltWorker;
beforeAll(async () => {
  worker = await buildWorker();
});
afterAll(() => worker.remove());

/** One inspector and its answers in order. */
class AskedInspector {
  readonly #worker: Worker;
  #id = 0;

  constructor(checkpoint: Uint8Array) {
    const order: InspectOrder = {
      inspect: experiment,
      pictures: pictures(),
      kernelsWasm: simdBytes(),
      checkpoint,
      cancelled: new SharedArrayBuffer(4),
    };
    this.#worker = new Worker(worker.file, { workerData: order });
  }

  ask<T extends InspectTopic>(
    topic: T,
    question: InspectQuestions[T]['question'],
    checkpoint: Uint8Array | null = null,
  ): Promise<InspectQuestions[T]['answer']> {
    this.#id += 1;
    const id = this.#id;
    return new Promise((settle, refuse) => {
      const hear = (message: InspectMessage): void => {
        if (message.id !== id || message.type === 'progress') return;
        this.#worker.off('message', hear);
        if (message.type === 'answer') settle(message.answer);
        else refuse(new Error(message.error.message));
      };
      this.#worker.on('message', hear);
      this.#worker.postMessage({ id, topic, question, checkpoint });
    });
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }
}

describe('an inspector', () => {
  let inspector: AskedInspector;
  beforeAll(() => {
    inspector = new AskedInspector(checkpointOf(experiment, parameters()));
  });
  afterAll(() => inspector.end());

  const samples = prepareSamples(experiment, pictures());

  /** a = max(0, Σ of the window − 2.001) at the twelve places of a sample. */
  function answersOf(sample: number): number[] {
    return Array.from({ length: 12 }, (_, place) => {
      const [y, x] = [2 * Math.floor(place / 4), 2 * (place % 4)];
      const at = (dy: number, dx: number): number => samples.inputs[sample * 48 + (y + dy) * 8 + x + dx];
      return Math.max(0, at(0, 0) + at(0, 1) + at(1, 0) + at(1, 1) - threshold);
    });
  }

  test('describes the network and its samples', async () => {
    const { layers, sampleShape, sampleCounts, epoch, whiteningScale } = await inspector.ask('network', {});
    expect(layers.map(({ outputShape }) => outputShape)).toEqual([[3, 4, 2], [3]]);
    expect([...sampleShape]).toEqual([6, 8, 1]);
    expect(sampleCounts).toEqual({ train: 72, validation: 0, test: 18 });
    expect([epoch, whiteningScale]).toEqual([1, null]);
  });

  test('measures activity over all places of the training samples, and calls a silent unit dead', async () => {
    const { filters, health, kind, lookedAt } = await inspector.ask('layer', { layer: 0, smoothness: 0 });
    const all = [...samples.train].flatMap(answersOf);
    expect([kind, lookedAt]).toEqual(['kernels', 72]);
    expect([...filters.values.subarray(0, 4)]).toEqual([0.5, 0.5, 0.5, 0.5]);
    expect([...filters.norms]).toEqual([2, 2]);
    expect(filters.meanActivations[0]).toBeCloseTo(all.reduce((sum, a) => sum + a, 0) / all.length, 5);
    expect(health.units[0].activeShare).toBeCloseTo(all.filter((a) => a > 0).length / all.length, 6);
    expect(health.units[1].activeShare).toBe(0);
    expect(health.units[1].marks).toContain('dead');
    expect(health.units[0].marks).not.toContain('dead');
  });

  test('finds the nine samples that excite a unit most, each at its strongest place', async () => {
    const { top, topActivations, histogram } = await inspector.ask('unit', {
      layer: 0,
      unit: 0,
      smoothness: 0,
    });
    const best = [...samples.train]
      .map((sample) => ({ sample, value: Math.max(...answersOf(sample)) }))
      .sort((a, b) => b.value - a.value)
      .slice(0, 9);
    expect(top.map(({ sample }) => sample)).toEqual(best.map(({ sample }) => sample));
    topActivations.forEach((value, i) => expect(value).toBeCloseTo(best[i].value, 5));
    for (const { sample, region, values, picture, label } of top) {
      const answers = answersOf(sample);
      const place = answers.indexOf(Math.max(...answers));
      expect(region).toEqual({ top: 2 * Math.floor(place / 4), left: 2 * (place % 4), height: 2, width: 2 });
      expect(values.reduce((sum, value) => sum + value, 0) - threshold).toBeCloseTo(answers[place], 5);
      expect([picture, label]).toEqual([sample, sample % 3]);
    }
    expect(histogram.counts.reduce((sum, count) => sum + count, 0)).toBe(72 * 12);
  });

  test('predicts what the biases alone decide, and goes on with a newer checkpoint', async () => {
    const which = { kind: 'mistakes' } as const;
    const { total } = await inspector.ask('predictions', { split: 'test', which, offset: 0, limit: 50 });
    expect(total).toBe(12);
    const before = await inspector.ask('confusion', { split: 'test' });
    expect(before.counts).toEqual([
      [6, 0, 0],
      [6, 0, 0],
      [6, 0, 0],
    ]);
    const changed = parameters();
    changed.set([0, 0, 0.5], 82);
    const after = await inspector.ask('confusion', { split: 'test' }, checkpointOf(experiment, changed));
    expect(after.counts).toEqual([
      [0, 0, 6],
      [0, 0, 6],
      [0, 0, 6],
    ]);
  });

  test('refuses questions that do not fit, and answers the next', async () => {
    const page = { split: 'test', offset: 0, limit: 5 } as const;
    await expect(inspector.ask('reconstructions', page)).rejects.toThrow(/learns labels/);
    await expect(inspector.ask('samples', { samples: [90] })).rejects.toThrow(/a sample below 90, got 90/);
    const map = { layer: 0, method: 'tsne', split: 'validation', limit: 50 } as const;
    await expect(inspector.ask('map', map)).rejects.toThrow(/at least 4 samples/);
    expect((await inspector.ask('samples', { samples: [89] })).samples[0].label).toBe(2);
  });
});

test('an inspector of a damaged checkpoint says so, and opens a right one', async () => {
  const checkpoint = checkpointOf(experiment, parameters());
  const inspector = new AskedInspector(checkpoint.slice(0, 100));
  await expect(inspector.ask('network', {})).rejects.toThrow(/damaged/);
  expect((await inspector.ask('network', {}, checkpoint)).epoch).toBe(1);
  await inspector.end();
});
