/** The engine's WebAssembly: every target of `targets.json` compiled by AssemblyScript into `resources/kernels/`. */
import { existsSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from '../lib/lock.mjs';
import { nodeModules, root } from '../lib/paths.mjs';
import { mustRun } from '../lib/process.mjs';
import { say } from '../lib/say.mjs';
import { hashOf, readStamp, writeWhole } from '../lib/stamp.mjs';

const sources = 'src-engine/kernels/simd/assembly';
const output = join(root, 'resources', 'kernels');
const stampFile = join(output, '.stamp');

export async function kernels() {
  if (upToDate()) return;
  await withLock(join(output, '.lock'), async () => {
    if (upToDate()) return;
    say('Compiling the WebAssembly kernels …');
    const wanted = sourceHash();
    for (const target of targets()) await compile(target);
    writeWhole(stampFile, wanted);
  });
}

function upToDate() {
  return targets().every(({ out }) => existsSync(join(output, out))) && readStamp(stampFile) === sourceHash();
}

function targets() {
  return JSON.parse(readFileSync(join(root, sources, 'targets.json'), 'utf8'));
}

function sourceHash() {
  const compiler = join(nodeModules, 'assemblyscript', 'package.json');
  return hashOf([sources], { extra: JSON.parse(readFileSync(compiler, 'utf8')).version });
}

async function compile({ entry, out, flags }) {
  const compiler = join(nodeModules, 'assemblyscript', 'bin', 'asc.js');
  const temporary = join(output, `${out}.tmp`);
  const args = [join(sources, entry), '--outFile', temporary, ...flags];
  await mustRun(`Compiling ${sources}/${entry}`, process.execPath, [compiler, ...args]);
  renameSync(temporary, join(output, out));
}
