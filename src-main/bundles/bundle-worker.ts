/** Entry of the thread that reads a bundle: whatever is in the file, the window does not wait for it, and main does not parse it. */
import { parentPort, workerData } from 'node:worker_threads';
import { expected } from '../ipc/envelope';
import type { BundleAnswers, BundleMessage, BundleOrder } from './bundle-protocol';
import { hashSet } from './content-hash';
import { readBundle, unpackPictures } from './read-bundle';

if (parentPort === null)
  throw new Error('This file is the entry of a worker thread; start it with new Worker(…).');

const host = parentPort;
const post = (message: BundleMessage): void => host.postMessage(message);

function carryOut(order: BundleOrder): BundleAnswers[keyof BundleAnswers] {
  if (order.job === 'read') return readBundle(order.file);
  if (order.job === 'unpack') {
    return unpackPictures(order.file, order.pixelsFile, (items) => post({ type: 'items', items }));
  }
  const { set, candidates } = order;
  const same = candidates.find(({ labels, pixelsFile }) => hashSet(set, labels, pixelsFile) === set.sha256);
  return same?.datasetId ?? null;
}

try {
  post({ type: 'done', answer: carryOut(workerData as BundleOrder) });
} catch (error) {
  const known = expected(error);
  // Nobody's mistake but ours: the host logs it with its stack.
  if (known === null) throw error;
  post({ type: 'failed', error: known });
}
