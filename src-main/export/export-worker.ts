/** Entry of the thread that writes and proves one export, so that the window never waits for it. */
import { parentPort, workerData } from 'node:worker_threads';
import { expected } from '../ipc/envelope';
import { carryOut } from './carry-out';
import type { ExportMessage, ExportWork } from './export-protocol';

if (parentPort === null)
  throw new Error('This file is the entry of a worker thread; start it with new Worker(…).');

const host = parentPort;
const post = (message: ExportMessage): void => host.postMessage(message);
const intervalMs = 100;
let reportedMs = -Infinity;
let reportedStage = '';

try {
  const result = await carryOut(workerData as ExportWork, (stage, progress) => {
    const now = performance.now();
    if (stage === reportedStage && now - reportedMs < intervalMs) return;
    [reportedStage, reportedMs] = [stage, now];
    post({ type: 'progress', stage, progress });
  });
  post({ type: 'done', answer: result });
} catch (error) {
  const known = expected(error);
  // Nobody's mistake but ours: the host logs it with its stack.
  if (known === null) throw error;
  post({ type: 'failed', error: known });
}
