/**
 * better-sqlite3 for runtimes with Node-API 9 (Electron below 35): its prebuilt binary needs Node-API 10 and ends
 * such a process at load, so it is compiled once from the package's own source. The result works on newer ones too.
 */
import { cpSync, existsSync, mkdirSync, copyFileSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cached } from '../lib/cache.mjs';
import { installDebianPackages } from '../lib/debian.mjs';
import { nodeModules, platformKey } from '../lib/paths.mjs';
import { capture, mustRun } from '../lib/process.mjs';
import { say } from '../lib/say.mjs';
import { readStamp, writeWhole } from '../lib/stamp.mjs';
import { runtimeFolder } from './node.mjs';

const packageFolder = join(nodeModules, 'better-sqlite3');
const firstElectronWithNodeApi10 = 35;

// Undoes the package's NAPI_VERSION=10 and takes the same functions from the experimental set, as they were in Node-API 9.
const compilerFlags = '-UNAPI_VERSION -DNAPI_EXPERIMENTAL -DNODE_API_EXPERIMENTAL_NOGC_ENV_OPT_OUT';

export async function sqlite(electronVersion) {
  if (Number(electronVersion.split('.')[0]) >= firstElectronWithNodeApi10) return;
  const { version } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8'));
  const name = `better-sqlite3-${version}-napi9-${platformKey}`;
  const target = join(packageFolder, 'build', 'Release');
  const stamp = join(target, 'simplecell-stamp');
  if (readStamp(stamp) === name && existsSync(join(target, 'better_sqlite3.node'))) return;

  const folder = await cached(name, (temporary) => compile(temporary, version));
  mkdirSync(target, { recursive: true });
  // Renamed into place: a running process keeps the file it has mapped.
  const temporary = join(target, `better_sqlite3.node.${process.pid}`);
  copyFileSync(join(folder, 'better_sqlite3.node'), temporary);
  renameSync(temporary, join(target, 'better_sqlite3.node'));
  writeWhole(stamp, name);
}

async function compile(folder, version) {
  const tools = await capture('sh', ['-c', 'command -v g++ && command -v make && command -v python3']);
  if (tools.code !== 0 && process.platform === 'linux') {
    await installDebianPackages(['g++', 'make', 'python3'], 'Compiling better-sqlite3 needs a compiler');
  }
  say(`Compiling better-sqlite3 ${version} for this Electron (once, one to two minutes) …`);
  const source = join(folder, 'source');
  cpSync(packageFolder, source, {
    recursive: true,
    filter: (path) => !path.startsWith(join(packageFolder, 'build')),
  });
  const env = {
    ...process.env,
    CXXFLAGS: compilerFlags,
    // The copy lies outside the project; its build files ask for node-addon-api by name.
    NODE_PATH: nodeModules,
  };
  const nodeGyp = join(nodeModules, 'node-gyp', 'bin', 'node-gyp.js');
  const args = ['rebuild', '--release', '--force_build=1', `--nodedir=${await runtimeFolder()}`];
  await mustRun('Compiling better-sqlite3', process.execPath, [nodeGyp, ...args], { cwd: source, env });
  renameSync(join(source, 'build', 'Release', 'better_sqlite3.node'), join(folder, 'better_sqlite3.node'));
  rmSync(source, { recursive: true, force: true });
}
