/** Measures everybody who can do a workload, in turns, so that whatever else the machine does falls on all alike. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandsFor, Contestant } from './contestant';
import { differenceOf } from './losses';
import { writeTask } from './task';
import type { Kind, Python } from './contestant';
import type { Greeting } from './side';
import type { Workload } from './workloads';

const rounds = 7;
const warmUpMs = 700;
const turnMs = 500;

export interface Rating {
  readonly kind: Kind;
  readonly title: string;
  readonly note: string;
  readonly median: number;
  /** (largest − smallest) / median over the rounds. */
  readonly spread: number;
}

/**
 * @returns one rating for everybody who took part, ours first
 * @throws where somebody computes other losses on the same data with the same weights
 */
export async function measureWorkload(
  workload: Workload,
  wasm: Uint8Array,
  python: Python,
): Promise<readonly Rating[]> {
  const folder = mkdtempSync(join(tmpdir(), 'simplecell-bench-'));
  const contestants: Contestant[] = [];
  try {
    writeTask(folder, workload, wasm);
    const greetings: Greeting[] = [];
    // One after the other: what a program chooses at its start should not hang on who else starts.
    for (const command of commandsFor(workload.name, folder, python)) {
      const contestant = new Contestant(command);
      contestants.push(contestant);
      greetings.push(await contestant.greeting());
    }
    return await compete(workload.name, contestants, greetings);
  } finally {
    for (const contestant of contestants) contestant.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function compete(
  workload: string,
  contestants: readonly Contestant[],
  greetings: readonly Greeting[],
): Promise<readonly Rating[]> {
  const [ours] = greetings;
  greetings.forEach(({ losses }, index) => {
    const difference = differenceOf(ours.losses, losses);
    if (difference === null) return;
    throw new Error(
      `${workload}: ${contestants[index].command.title} computes something else: ${difference}.`,
    );
  });
  for (const contestant of contestants) await contestant.measure(warmUpMs);
  const rates: number[][] = contestants.map(() => []);
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, contestant] of contestants.entries()) {
      rates[index].push(await contestant.measure(turnMs));
    }
  }
  return contestants.map(({ command, note }, index) => ({
    kind: command.kind,
    title: command.title,
    note,
    ...summary(rates[index]),
  }));
}

/** @param rates an odd number of them */
function summary(rates: readonly number[]): { median: number; spread: number } {
  const sorted = [...rates].sort((a, b) => a - b);
  const median = sorted[(sorted.length - 1) / 2];
  return { median, spread: (sorted[sorted.length - 1] - sorted[0]) / median };
}
