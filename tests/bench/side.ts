/** The protocol of a measured program: reads its task, says its first losses, then works for as long as each line asks. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** What a side is started on; `writeTask` in `task.ts` makes the files. */
export interface Task {
  readonly workload: string;
  readonly features: number;
  readonly batchSize: number;
  readonly sampleCount: number;
  /** Parameters with weights before biases, as the engine lays them out. */
  readonly weights: Float32Array;
  readonly inputs: Float32Array;
  readonly labels: Int32Array;
  /** The order of the samples in the first epoch. */
  readonly order: Int32Array;
}

export function readTask(folder: string): Task {
  const bytes = (name: string): ArrayBuffer => new Uint8Array(readFileSync(join(folder, name))).buffer;
  const sizes = JSON.parse(readFileSync(join(folder, 'task.json'), 'utf8')) as Pick<
    Task,
    'workload' | 'features' | 'batchSize' | 'sampleCount'
  >;
  return {
    ...sizes,
    weights: new Float32Array(bytes('weights.f32')),
    inputs: new Float32Array(bytes('inputs.f32')),
    labels: new Int32Array(bytes('labels.i32')),
    order: new Int32Array(bytes('order.i32')),
  };
}

/** The first answer: one loss for each of the first minibatches, and what is worth knowing, e.g. the kernels. */
export interface Greeting {
  readonly losses: readonly number[];
  readonly note: string;
}

/** Every other answer. */
export interface Answer {
  /** Amount of work per second. */
  readonly rate: number;
  /** What is worth knowing by now; the greeting's where it is missing. */
  readonly note?: string;
}

/**
 * Serves until standard input ends. Each line is a duration in ms.
 * @param work does one piece and returns how much that was
 * @param note what is worth knowing after a stretch of work
 */
export async function serve(
  greeting: Greeting,
  work: () => number | Promise<number>,
  note = (): string => greeting.note,
): Promise<void> {
  console.log(JSON.stringify(greeting));
  for await (const line of createInterface({ input: process.stdin })) {
    const durationMs = Number(line);
    const start = performance.now();
    let amount = 0;
    let elapsedMs = 0;
    while (elapsedMs < durationMs) {
      amount += await work();
      elapsedMs = performance.now() - start;
    }
    const answer: Answer = { rate: (amount * 1000) / elapsedMs, note: note() };
    console.log(JSON.stringify(answer));
  }
}
