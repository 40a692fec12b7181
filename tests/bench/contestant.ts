/** Starts measured programs as processes of their own and asks them, one at a time, for a stretch of work. */
import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import type { Greeting } from './side';

export type Kind = 'ours' | 'tfjsWasm' | 'pytorch' | 'openblas';

/** How to start one; of several of the same kind the fastest counts. */
export interface Command {
  readonly kind: Kind;
  readonly title: string;
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** Only Debian's own Python: another one's PyTorch would be another PyTorch. */
const python = '/usr/bin/python3';
const script = fileURLToPath(new URL('../../tests/bench/pytorch.py', import.meta.url));
const bundled = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

export function pythonHasPackages(): boolean {
  return spawnSync(python, ['-c', 'import torch, numpy'], { stdio: 'ignore' }).status === 0;
}

export function ourCommand(args: readonly string[]): Command {
  return {
    kind: 'ours',
    title: 'ours',
    file: process.execPath,
    args: [bundled('ours.js'), ...args],
    env: {},
  };
}

/** Everybody who can do the workload. */
export function commandsFor(workload: string, folder: string, hasPython: boolean): readonly Command[] {
  const commands = [ourCommand([folder])];
  if (workload !== 'W3') {
    const args = [bundled('tfjs.js'), folder];
    commands.push({ kind: 'tfjsWasm', title: 'tfjs-wasm', file: process.execPath, args, env: {} });
  }
  if (!hasPython) return commands;
  const isProduct = workload.startsWith('GEMM');
  const most = isProduct ? 1 : availableParallelism();
  for (let threads = 1; threads <= most; threads *= 2) {
    const count = String(threads);
    commands.push({
      kind: isProduct ? 'openblas' : 'pytorch',
      title: isProduct ? 'OpenBLAS' : `PyTorch, ${count} thread${threads === 1 ? '' : 's'}`,
      file: python,
      args: [script, folder, count],
      env: { OMP_NUM_THREADS: count, OPENBLAS_NUM_THREADS: count, MKL_NUM_THREADS: count },
    });
  }
  return commands;
}

export class Contestant {
  readonly command: Command;
  readonly rates: number[] = [];
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #answers: AsyncIterator<string>;

  constructor(command: Command) {
    this.command = command;
    const { file, args, env } = command;
    this.#process = spawn(file, [...args], { env: { ...process.env, ...env } });
    this.#process.stderr.on('data', (text: Buffer) => process.stderr.write(text));
    this.#answers = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
  }

  async greeting(): Promise<Greeting> {
    return (await this.#answer()) as Greeting;
  }

  /** Lets it work alone for a while. @returns amount of work per second */
  async measure(durationMs: number): Promise<number> {
    this.#process.stdin.write(`${durationMs}\n`);
    return ((await this.#answer()) as { rate: number }).rate;
  }

  end(): void {
    this.#process.stdin.end();
    this.#process.kill();
  }

  /** Programs may print lines of their own; only objects are answers. */
  async #answer(): Promise<unknown> {
    for (;;) {
      const next = await this.#answers.next();
      if (next.done === true) throw new Error(`${this.command.title} ended without an answer; see above.`);
      if (next.value.startsWith('{')) return JSON.parse(next.value);
    }
  }
}
