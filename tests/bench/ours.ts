/** The engine as a measured program: `ours.js FOLDER`, or `ours.js FOLDER WIDTH BATCH DATA` for the scaling sweep. */
import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { createSimdKernels } from '../../src-engine/kernels/simd/simd-kernels';
import { chooseVariant, variantTitles } from '../../src-engine/kernels/simd/variants';
import type { KernelVariant } from '../../src-engine/kernels/simd/simd-kernels';
import { TrainingSession } from '../../src-engine/train/session';
import { readTask, serve } from './side';
import { comparedSteps } from './losses';
import { findWorkload, sparseAutoencoder } from './workloads';
import type { Task } from './side';
import type { TrainingWorkload } from './workloads';

setFlagsFromString('--experimental-wasm-revectorize');
const wasm = readFileSync(new URL('../../resources/kernels/simd.wasm', import.meta.url));
const { variant } = chooseVariant(wasm, () => performance.now(), process.env.BENCH_RELAXED === '1');

const [folder = '', ...sizes] = process.argv.slice(2);
if (sizes.length > 0) {
  const [width, batchSize, sampleCount] = sizes.map(Number);
  await train(sparseAutoencoder({ width, batchSize, sampleCount }));
} else {
  const task = readTask(folder);
  const { training } = findWorkload(task.workload);
  if (training === null) await multiply(task, variant);
  else await train(training);
}

async function train({ experiment, checked, samples }: TrainingWorkload): Promise<void> {
  const compared = new TrainingSession(checked, samples(), wasm, { variant });
  const losses = Array.from({ length: comparedSteps }, () => {
    compared.trainBatch();
    const { loss } = compared.latest;
    if (compared.epochComplete) compared.endEpoch();
    return loss;
  });
  const session = new TrainingSession(experiment, samples(), wasm, { variant });
  await serve({ losses, note: session.kernels }, () => {
    const count = session.trainBatch();
    if (session.epochComplete) session.endEpoch();
    return count;
  });
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
  const sum = kernels.values.subarray(2 * area).reduce((total, value) => total + value, 0);
  await serve({ losses: [sum], note: variantTitles[chosen] }, product);
}
