/** The thread of a run: the only file of the engine that knows Node. */
import { setFlagsFromString } from 'node:v8';
import { parentPort, workerData } from 'node:worker_threads';
import { runOrder } from './run';
import type { RunOrder } from './protocol';

if (parentPort === null)
  throw new Error('This file is the entry of a worker thread; start it with new Worker(…).');

// Has to be on before the kernels are compiled; where it helps, `chooseVariant` finds that out.
setFlagsFromString('--experimental-wasm-revectorize');

const host = parentPort;

runOrder(workerData as RunOrder, {
  post: (message, transfer) => host.postMessage(message, transfer as ArrayBuffer[]),
  now: () => performance.now(),
});
