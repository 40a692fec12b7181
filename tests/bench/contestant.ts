/** Starts measured programs as processes of their own and asks them, one at a time, for a stretch of work. */
import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import type { Answer, Greeting } from './side';

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

/** What Debian's own Python can take part with. */
export interface Python {
  readonly hasPackages: boolean;
  /** Whether its products go through OpenBLAS; the reference BLAS that a bare Debian has is many times slower. */
  readonly hasOpenBlas: boolean;
}

export function findPython(): Python {
  const look =
    "import torch, numpy; numpy.ones((9, 9)) @ numpy.ones((9, 9)); print(open('/proc/self/maps').read())";
  const { status, stdout } = spawnSync(python, ['-c', look], { encoding: 'utf8', maxBuffer: 2 ** 24 });
  const hasPackages = status === 0;
  return { hasPackages, hasOpenBlas: hasPackages && stdout.includes('openblas') };
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
export function commandsFor(
  workload: string,
  folder: string,
  { hasPackages, hasOpenBlas }: Python,
): readonly Command[] {
  const commands = [ourCommand([folder])];
  if (workload !== 'W3') {
    const args = [bundled('tfjs.js'), folder];
    commands.push({ kind: 'tfjsWasm', title: 'tfjs-wasm', file: process.execPath, args, env: {} });
  }
  const isProduct = workload.startsWith('GEMM');
  if (isProduct ? !hasOpenBlas : !hasPackages) return commands;
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
  /** What it said last about itself. */
  note = '';
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
    const greeting = (await this.#answer()) as Greeting;
    this.note = greeting.note;
    return greeting;
  }

  /** Lets it work alone for a while. @returns amount of work per second */
  async measure(durationMs: number): Promise<number> {
    this.#process.stdin.write(`${durationMs}\n`);
    const { rate, note } = (await this.#answer()) as Answer;
    this.note = note ?? this.note;
    return rate;
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
