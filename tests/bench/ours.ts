/** The engine as a measured program: `ours.js FOLDER`, or `ours.js FOLDER WIDTH BATCH DATA` for the scaling sweep. */
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { createSimdKernels } from '../../src-engine/kernels/simd/simd-kernels';
import { chooseVariant, variantTitles } from '../../src-engine/kernels/simd/variants';
import type { KernelVariant } from '../../src-engine/kernels/simd/simd-kernels';
import { TrainingSession } from '../../src-engine/train/session';
import { readTask, serve } from './side';
import { comparedSteps } from './losses';
import { findWorkload, sparseAutoencoder } from './workloads';
import type { ThreadPlatform } from '../../src-engine/train/form-team';
import type { Task } from './side';
import type { TrainingWorkload } from './workloads';

setFlagsFromString('--experimental-wasm-revectorize');
const wasm = readFileSync(new URL('../../resources/kernels/simd.wasm', import.meta.url));
const { variant } = chooseVariant(wasm, () => performance.now(), false);

const [folder = '', ...sizes] = process.argv.slice(2);
if (sizes.length > 0) {
  const [width, batchSize, sampleCount] = sizes.map(Number);
  await train(sparseAutoencoder({ width, batchSize, sampleCount }), null);
} else {
  const task = readTask(folder);
  const { training } = findWorkload(task.workload);
  if (training === null) await multiply(task, variant);
  else await train(training, helpers());
}

function helpers(): ThreadPlatform {
  return {
    now: () => performance.now(),
    limit: availableParallelism,
    most: availableParallelism(),
    start(workerData) {
      new Worker(new URL('run-worker.js', import.meta.url), { workerData }).unref();
    },
  };
}

/** @param threads null trains on this thread alone */
async function train(
  { experiment, checked, samples }: TrainingWorkload,
  threads: ThreadPlatform | null,
): Promise<void> {
  const compared = new TrainingSession(checked, samples(), wasm, { variant });
  const losses = Array.from({ length: comparedSteps }, () => {
    compared.trainBatch();
    const { loss } = compared.latest;
    if (compared.epochComplete) compared.endEpoch();
    return loss;
  });
  const session = new TrainingSession(
    experiment,
    samples(),
    wasm,
    threads === null ? { variant } : { variant, threads },
  );
  const work = (): number => {
    const count = session.trainBatch();
    if (session.epochComplete) session.endEpoch();
    return count;
  };
  const note = (): string =>
    session.threads === 1 ? session.kernels : `${session.kernels}, ${session.threads} threads`;
  await serve({ losses, note: session.kernels }, work, note);
}

async function multiply({ features: size, weights, inputs }: Task, chosen: KernelVariant): Promise<void> {
  const area = size * size;
  const kernels = createSimdKernels(wasm, 3 * area, { variant: chosen });
  kernels.values.set(weights);
  kernels.values.set(inputs, area);
  const product = (): number => {
    kernels.gemmNN(size, size, size, 0, area, 2 * area);
    return (2 * size * area) / 1e9;
  };
  product();
  let sum = 0;
  for (const value of kernels.values.subarray(2 * area)) sum += value;
  await serve({ losses: [sum], note: variantTitles[chosen] }, product);
}
