/**
 * `npm run reference`: figures that an honest implementation gets, trained anew. `--only NAME` (repeatable) chooses, `--json`
 * prints one object a line. Ends with 1 where a figure is missed.
 */
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { chooseVariant, variantTitles } from '../../src-engine/kernels/simd/variants';
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
const processor = cpus()[0]?.model ?? 'unknown processor';
if (!options.json) {
  console.log(`${processor}, Node ${process.versions.node}, one thread, ${variantTitles[variant]}\n`);
}

const startMs = performance.now();
let missed = 0;
for (const { name, title, expected, run } of experiments) {
  if (options.only !== undefined && !options.only.includes(name)) continue;
  const beginMs = performance.now();
  const { got, passed } = run({ wasm, variant });
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
