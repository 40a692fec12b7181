/** The thread of a run, of a helper of a run, of a gradient check, or of an inspector: the only file of the engine that knows Node. */
import { availableParallelism, getPriority, setPriority } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import { parentPort, Worker, workerData } from 'node:worker_threads';
import { chooseVariant, isExact, variantTitles } from '../kernels/simd/variants';
import { runHelper } from '../train/shard-helper';
import { answerGradientCheck } from './check-gradients';
import { Inspector } from './inspect';
import { runOrder } from './run';
import type { HelperOrder } from '../train/shard-helper';
import type { GradientCheckOrder } from './gradient-check-protocol';
import type { InspectOrder, InspectRequest } from './inspect-protocol';
import type { KernelVariant } from '../kernels/simd/simd-kernels';
import type { KernelChoice, ProbeOrder, RunOrder } from './protocol';

/** Niceness: a third of the time where somebody else wants all of it, all of it where nobody does. */
const behindThePage = 5;

if (parentPort === null)
  throw new Error('This file is the entry of a worker thread; start it with new Worker(…).');

// Has to be on before the kernels are compiled; where it helps, `chooseVariant` finds that out.
setFlagsFromString('--experimental-wasm-revectorize');

// Whoever uses the window goes before what trains: threads take every core, and give way when the page has something to draw.
// Elsewhere a priority is that of the whole process, window and all.
// Whoever started the lab with less keeps it, and helpers have it from who starts them.
if (process.platform === 'linux') setPriority(0, Math.max(getPriority(0), behindThePage));

const host = parentPort;

const order = workerData as RunOrder | HelperOrder | ProbeOrder | GradientCheckOrder | InspectOrder;

if ('exchange' in order) {
  runHelper(order);
} else if ('check' in order) {
  host.postMessage(answerGradientCheck(order));
} else if ('inspect' in order) {
  const inspector = new Inspector(order, {
    post: (message) => host.postMessage(message),
    now: () => performance.now(),
  });
  host.on('message', (request: InspectRequest) => inspector.answer(request));
} else if ('probe' in order) {
  host.postMessage(describeKernels(order.probe));
} else {
  runOrder(order, {
    post: (message, transfer) => host.postMessage(message, transfer as ArrayBuffer[]),
    now: () => performance.now(),
    cores: availableParallelism(),
    startHelper(helperOrder) {
      const helper = new Worker(new URL(import.meta.url), { workerData: helperOrder });
      // It says itself whether it is ready, and whether it died; nobody listens while this thread trains.
      helper.on('error', () => undefined);
      helper.unref();
    },
  });
}

/** All are measured, so that what relaxed ones would bring can be seen; the exact ones alone are chosen from. */
function describeKernels(wasm: Uint8Array): KernelChoice {
  const { rates } = chooseVariant(wasm, () => performance.now(), true);
  const measured = (Object.keys(rates) as KernelVariant[]).map((variant) => ({
    name: variantTitles[variant],
    gigaflops: rates[variant] ?? 0,
    exact: isExact(variant),
  }));
  const fastest = measured
    .filter(({ exact }) => exact)
    .reduce((best, each) => (each.gigaflops > best.gigaflops ? each : best));
  return { name: fastest.name, measured };
}
