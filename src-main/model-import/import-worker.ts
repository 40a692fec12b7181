/** Entry of the thread that reads one model: whatever a hostile file does to it, the window never waits and nothing else dies. */
import { parentPort, workerData } from 'node:worker_threads';
import { expected } from '../ipc/envelope';
import { adoptModel } from './adopt-model';
import type { ImportAnswers, ImportMessage, ImportOrder } from './import-protocol';
import { inspectModel } from './inspect-model';

if (parentPort === null)
  throw new Error('This file is the entry of a worker thread; start it with new Worker(…).');

const host = parentPort;

function answerTo(order: ImportOrder): ImportAnswers[ImportOrder['type']] {
  return order.type === 'inspect' ? inspectModel(order.path) : adoptModel(order);
}

try {
  const message: ImportMessage = { type: 'done', answer: answerTo(workerData as ImportOrder) };
  host.postMessage(message);
} catch (error) {
  const known = expected(error);
  // Nobody's mistake but ours: the host logs it with its stack.
  if (known === null) throw error;
  const message: ImportMessage = { type: 'failed', error: known };
  host.postMessage(message);
}
