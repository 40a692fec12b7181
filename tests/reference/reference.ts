/**
 * `npm run reference`: figures that an honest implementation gets, trained anew. `--only NAME` (repeatable) chooses, `--json`
 * prints one object a line. Ends with 1 where a figure is missed.
 */
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { chooseVariant, variantTitles } from '../../src-engine/kernels/simd/variants';
import type { ThreadPlatform } from '../../src-engine/train/form-team';
import { dropout } from './dropout';
import { edges } from './edges';
import { convnet, fashion } from './keras-tutorials';
import { selfTaught } from './self-taught';
import { softmaxMnist } from './softmax-mnist';

// The fast tile counts on it; as in a run's worker, it has to be on before the kernels are compiled.
setFlagsFromString('--experimental-wasm-revectorize');

const experiments = [softmaxMnist, selfTaught, fashion, convnet, edges, dropout];

const { values: options } = parseArgs({
  options: { only: { type: 'string', multiple: true }, json: { type: 'boolean', default: false } },
});
const names = experiments.map(({ name }) => name);
const unknown = options.only?.find((name) => !names.includes(name));
if (unknown !== undefined) {
  console.error(`No reference experiment is called ${unknown}. There are: ${names.join(', ')}.`);
  process.exit(2);
}

const wasm = new Uint8Array(readFileSync(new URL('../../resources/kernels/simd.wasm', import.meta.url)));
const { variant } = chooseVariant(wasm, () => performance.now(), false);
const threads: ThreadPlatform = {
  now: () => performance.now(),
  limit: availableParallelism,
  most: availableParallelism(),
  start(workerData) {
    new Worker(new URL('run-worker.js', import.meta.url), { workerData }).unref();
  },
};
const machine = { wasm, options: { variant, threads } };
const processor = cpus()[0]?.model ?? 'unknown processor';
if (!options.json) {
  console.log(
    `${processor}, Node ${process.versions.node}, ${availableParallelism()} threads, ${variantTitles[variant]}\n`,
  );
}

const startMs = performance.now();
let missed = 0;
for (const { name, title, expected, run } of experiments) {
  if (options.only !== undefined && !options.only.includes(name)) continue;
  const beginMs = performance.now();
  const { got, passed } = run(machine);
  const seconds = Math.round((performance.now() - beginMs) / 1000);
  if (!passed) missed += 1;
  if (options.json) console.log(JSON.stringify({ name, title, expected, got, passed, seconds }));
  else {
    console.log(`${passed ? '✓' : '✗'} ${name}: ${title}`);
    console.log(`    expected  ${expected}`);
    console.log(`    got       ${got}   (${seconds} s)`);
  }
}
if (!options.json) {
  const minutes = ((performance.now() - startMs) / 60_000).toFixed(1);
  console.log(`\n${missed === 0 ? 'All figures reached' : `${missed} missed`} in ${minutes} min`);
}
process.exitCode = missed === 0 ? 0 : 1;
