/** Decoders that fail as a bug in native code would make them: broken from inside, by the name of the file. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { forkedDecoder, type LaunchDecoder } from '../../src-main/datasets/decoder-process';
import { decoderEntry, temporaryFolder } from './bench-lab';

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
