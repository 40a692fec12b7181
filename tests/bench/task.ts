/** Writes what other programs need to train the very same network on the very same numbers. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRandom } from '../../src-engine/random';
import { elementCount } from '../../src-engine/tensor';
import { TrainingSession } from '../../src-engine/train/session';
import { productSize } from './workloads';
import type { Workload } from './workloads';

export function writeTask(folder: string, { name, training }: Workload, wasm: Uint8Array): void {
  const write = (file: string, values: Float32Array | Int32Array | Uint8Array): void =>
    writeFileSync(join(folder, file), new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  if (training === null) {
    writeProduct(folder, name, write);
    return;
  }
  const { experiment } = training;
  const samples = training.samples();
  const order = Uint32Array.from(samples.train);
  createRandom(experiment.seed, 'shuffle', 0).shuffle(order);
  write('weights.f32', new TrainingSession(experiment, samples, wasm).weights());
  write('inputs.f32', samples.inputs);
  write('labels.i32', samples.labels);
  write('order.i32', Int32Array.from(order));
  const { batchSize } = experiment.training;
  const sizes = {
    workload: name,
    features: elementCount(samples.shape),
    batchSize,
    sampleCount: samples.count,
  };
  writeFileSync(join(folder, 'task.json'), JSON.stringify(sizes));
}

/** Both factors as "weights" and "inputs". */
function writeProduct(
  folder: string,
  name: string,
  write: (file: string, values: Float32Array | Int32Array) => void,
): void {
  const random = createRandom(1, 'sample');
  const factor = (): Float32Array => Float32Array.from({ length: productSize ** 2 }, () => random.uniform());
  write('weights.f32', factor());
  write('inputs.f32', factor());
  write('labels.i32', new Int32Array());
  write('order.i32', new Int32Array());
  const sizes = { workload: name, features: productSize, batchSize: productSize, sampleCount: productSize };
  writeFileSync(join(folder, 'task.json'), JSON.stringify(sizes));
}
