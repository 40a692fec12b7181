/**
 * `npm run bench`: how fast the engine trains on this machine. `--only NAME` (repeatable) chooses workloads,
 * `--json` prints one object. What other programs reach is null until they are measured beside it.
 */
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { measureRate } from './measure';
import { workloads } from './workloads';

interface Result {
  readonly workload: string;
  readonly unit: string;
  readonly ours: number;
  readonly spread: number;
  readonly pytorch: null;
  readonly tfjsWasm: null;
  readonly openblas: null;
  readonly ratios: { readonly pytorch: null; readonly tfjsWasm: null };
}

const { values: options } = parseArgs({
  options: { only: { type: 'string', multiple: true }, json: { type: 'boolean', default: false } },
});

const names = workloads.map(({ name }) => name);
const unknown = options.only?.find((name) => !names.includes(name));
if (unknown !== undefined) {
  console.error(`No workload is called ${unknown}. There are: ${names.join(', ')}.`);
  process.exit(2);
}

const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.versions.node}`;
const wasm = readFileSync(new URL('../../resources/kernels/simd.wasm', import.meta.url));
const results: Result[] = [];
if (!options.json) console.log(machine);

for (const { name, about, unit, prepare } of workloads) {
  if (options.only !== undefined && !options.only.includes(name)) continue;
  const { median, spread, repetitions } = measureRate(prepare(wasm));
  const others = { pytorch: null, tfjsWasm: null };
  results.push({ workload: name, unit, ours: median, spread, ...others, openblas: null, ratios: others });
  if (options.json) continue;
  const figure = median >= 1000 ? Math.round(median).toLocaleString('en') : median.toFixed(1);
  const trust = `±${Math.round(spread * 50)} % over ${repetitions}`;
  console.log(`${name.padEnd(10)}${figure.padStart(10)} ${unit.padEnd(10)} ${trust.padEnd(14)} ${about}`);
}

if (options.json) console.log(JSON.stringify({ machine, results }));
