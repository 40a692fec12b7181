/** Processes and threads that fail as a bug in native code would make them: broken from inside, in the middle of their work. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { forkedDecoder, type LaunchDecoder } from '../../src-main/datasets/decoder-process';
import { decoderEntry, exportWorkerEntry, temporaryFolder } from './bench-lab';

const sabotage = `
  import fs from 'node:fs';
  import { syncBuiltinESMExports } from 'node:module';
  const { openSync } = fs;
  fs.openSync = (path, ...rest) => {
    if (String(path).includes('crash')) process.kill(process.pid, 'SIGKILL');
    if (String(path).includes('hang')) for (;;);
    return openSync(path, ...rest);
  };
  syncBuiltinESMExports();`;

/** The real decoder, which dies of files with “crash” in their path and never comes back from those with “hang”. */
export async function sabotagedDecoder(): Promise<LaunchDecoder> {
  const hook = join(await temporaryFolder(), 'sabotage.mjs');
  await writeFile(hook, sabotage);
  return forkedDecoder(decoderEntry, ['--import', hook]);
}

const encoding = {
  dies: `process.kill(process.pid, 'SIGKILL')`,
  hangs: `for (;;)`,
};

/** The real decoder, which takes the frames of an animation and dies, or never answers, when it shall encode them. */
export async function sabotagedEncoder(how: keyof typeof encoding): Promise<LaunchDecoder> {
  const hook = join(await temporaryFolder(), 'sabotage.mjs');
  // Heard before the decoder itself hears it.
  await writeFile(hook, `process.on('message', ({ type }) => { if (type === 'encode') ${encoding[how]}; });`);
  return forkedDecoder(decoderEntry, ['--import', hook]);
}

/** The real thread of an export, which ends with code 7 as soon as its first file is on the disk, under its temporary name. */
export async function sabotagedExportEntry(): Promise<URL> {
  const entry = pathToFileURL(join(await temporaryFolder(), 'export-worker.mjs'));
  await writeFile(
    entry,
    `import fs from 'node:fs';
    import { syncBuiltinESMExports } from 'node:module';
    const { fsyncSync } = fs;
    fs.fsyncSync = (handle) => {
      fsyncSync(handle);
      process.exit(7);
    };
    syncBuiltinESMExports();
    await import(${JSON.stringify(exportWorkerEntry.href)});`,
  );
  return entry;
}
