/** Memory of a step, in a process of its own: other sessions would keep the compiler from settling. */
import { expect, test } from 'vitest';
import { TrainingSession } from '../../src-engine/train/session';
import { autoencoder, noiseSamples } from './fixtures';
import { simdBytes } from './simd-bytes';

test('a minibatch allocates nothing once its code is compiled', () => {
  const endless = { ...autoencoder, training: { epochs: 1000, batchSize: 8 } };
  const session = new TrainingSession(endless, noiseSamples(12_000), simdBytes(), {
    breathe: () => undefined,
  });
  const bytesPerBatch = (): number => {
    const before = process.memoryUsage().heapUsed;
    const count = session.batchesPerEpoch;
    for (let done = 0; done < count; done += 1) session.trainBatch();
    const bytes = process.memoryUsage().heapUsed - before;
    session.endEpoch();
    return bytes / count;
  };
  // When the compiler gets to it is its own business, and until then it boxes numbers; one array view would be more.
  const rounds = Array.from({ length: 20 }, bytesPerBatch);
  expect(Math.min(...rounds.filter((bytes) => bytes >= 0))).toBeLessThan(80);
});
