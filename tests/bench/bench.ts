/**
 * `npm run bench`: how fast the engine trains on this machine, beside others that do the same work. `--only NAME`
 * (repeatable) chooses workloads, `scaling` among them; `--json` prints one object.
 */
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { findPython } from './contestant';
import { measureWorkload } from './measure';
import { measureScaling } from './scaling';
import { workloads } from './workloads';
import type { Kind } from './contestant';
import type { Rating } from './measure';

interface Result {
  readonly workload: string;
  readonly unit: string;
  readonly ours: number;
  readonly pytorch: number | null;
  readonly tfjsWasm: number | null;
  readonly openblas: number | null;
  readonly ratios: { readonly pytorch: number | null; readonly tfjsWasm: number | null };
}

const { values: options } = parseArgs({
  options: { only: { type: 'string', multiple: true }, json: { type: 'boolean', default: false } },
});

const names = [...workloads.map(({ name }) => name), 'scaling'];
const unknown = options.only?.find((name) => !names.includes(name));
if (unknown !== undefined) {
  console.error(`No workload is called ${unknown}. There are: ${names.join(', ')}.`);
  process.exit(2);
}
const isWanted = (name: string): boolean => options.only?.includes(name) ?? true;
/** Everything for people goes through here. */
const say = (line: string): void => {
  if (!options.json) console.log(line);
};

const processor = cpus()[0]?.model ?? 'unknown processor';
const machine = `${availableParallelism()} × ${processor}, Node ${process.versions.node}`;
const wasm = readFileSync(new URL('../../resources/kernels/simd.wasm', import.meta.url));
const python = findPython();
say(`${machine}; load ${loadavg()[0].toFixed(1)}`);
if (!python.hasPackages) {
  say('PyTorch and OpenBLAS are left out: /usr/bin/python3 cannot import torch and numpy.');
} else if (!python.hasOpenBlas) {
  say('PyTorch is not at its best and OpenBLAS is left out: install libopenblas0-pthread for fast products.');
}

const results: Result[] = [];
for (const workload of workloads) {
  if (!isWanted(workload.name)) continue;
  const ratings = await measureWorkload(workload, wasm, python);
  say(`\n${workload.name}: ${workload.about}`);
  const [ours] = ratings;
  for (const rating of ratings) say(rowOf(rating, ours, workload.unit));
  results.push(resultOf(workload.name, workload.unit, ratings));
}

if (isWanted('scaling') && !options.json) {
  say('\nscaling: seconds an epoch of a sparse autoencoder takes on one thread, and p of cost ∝ quantityᵖ');
  for (const { quantity, seconds, doubledSeconds, exponent, range } of await measureScaling()) {
    const times = `${seconds.toFixed(4)} → ${doubledSeconds.toFixed(4)}`;
    const middle = range.map((p) => p.toFixed(2)).join(' … ');
    say(`  ${quantity.padEnd(12)}${times}   p = ${exponent.toFixed(2)}   (half of the pairs: ${middle})`);
  }
}
if (options.json) console.log(JSON.stringify({ machine, results }));

function rowOf({ title, note, median, spread }: Rating, ours: Rating, unit: string): string {
  const figure = median >= 1000 ? Math.round(median).toLocaleString('en') : median.toFixed(1);
  const ratio = title === ours.title ? '' : `ours is ${(ours.median / median).toFixed(2)} ×`;
  const trust = `±${Math.round(spread * 50)} %`;
  return `  ${title.padEnd(20)}${figure.padStart(10)} ${unit}  ${trust.padEnd(7)}${ratio.padEnd(18)}${note}`;
}

function resultOf(workload: string, unit: string, ratings: readonly Rating[]): Result {
  const best = (kind: Kind): number | null => {
    const rates = ratings.filter((rating) => rating.kind === kind).map(({ median }) => median);
    return rates.length === 0 ? null : Math.max(...rates);
  };
  const ours = best('ours') ?? NaN;
  const [pytorch, tfjsWasm] = [best('pytorch'), best('tfjsWasm')];
  const ratio = (other: number | null): number | null => (other === null ? null : ours / other);
  const ratios = { pytorch: ratio(pytorch), tfjsWasm: ratio(tfjsWasm) };
  return { workload, unit, ours, pytorch, tfjsWasm, openblas: best('openblas'), ratios };
}
