/** Seeds as people type them: `1–5`, `1, 4, 9`, or both. */
import { mostSeeds } from '../../../src-engine';

/** The seeds in the order they were typed, each once; null where the text is no list of seeds. */
export function readSeeds(text: string): number[] | null {
  const parts = text.split(/[,;\s]+/).filter(Boolean);
  // Spaces around the dash of a range are no border between two seeds.
  const joined = parts
    .join(' ')
    .replace(/\s*[-–—]\s*/g, '-')
    .split(' ')
    .filter(Boolean);
  const seeds: number[] = [];
  for (const part of joined) {
    const match = /^(\d+)(?:-(\d+))?$/.exec(part);
    if (match === null) return null;
    const [first, last] = [Number(match[1]), Number(match[2] ?? match[1])];
    if (last < first || last - first >= mostSeeds) return null;
    for (let seed = first; seed <= last; seed += 1) seeds.push(seed);
  }
  return seeds.length === 0 ? null : [...new Set(seeds)];
}

/** `1–5` for seeds in a row, else a list. */
export function seedsText(seeds: readonly number[]): string {
  const [first] = seeds;
  const inRow = seeds.every((seed, index) => seed === (first ?? 0) + index);
  return seeds.length > 2 && inRow ? `${first}–${seeds.at(-1)}` : seeds.join(', ');
}
