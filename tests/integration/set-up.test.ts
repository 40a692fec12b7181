/** The scripts that set the project up, as far as what they decide can be seen from outside. */
import { execFile } from 'node:child_process';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { removeFolders, root, temporaryFolder } from './bench-lab';

afterAll(removeFolders);

/** What an expression says of a module of `.ci`, which is plain JavaScript and imported as such. */
async function ask(checkout: string, module: string, expression: string): Promise<unknown> {
  const url = pathToFileURL(join(checkout, '.ci', module)).href;
  const program = `import * as module from ${JSON.stringify(url)}; console.log(JSON.stringify(${expression}))`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program]);
  return JSON.parse(stdout) as unknown;
}

describe('a stamp', () => {
  it('changes with a source, whatever the folders above the checkout are called', async () => {
    const checkout = join(await temporaryFolder(), 'assembly');
    await cp(join(root, '.ci'), join(checkout, '.ci'), { recursive: true });
    await mkdir(join(checkout, 'src', 'assembly'), { recursive: true });
    await writeFile(join(checkout, 'src', 'main.ts'), 'first');
    const stamp = () =>
      ask(
        checkout,
        'lib/stamp.mjs',
        `module.hashOf(['src'], { ignore: (path) => path.includes('assembly') })`,
      );
    const first = await stamp();
    await writeFile(join(checkout, 'src', 'assembly', 'kernel.ts'), 'left out');
    expect(await stamp()).toBe(first);
    await writeFile(join(checkout, 'src', 'main.ts'), 'second');
    expect(await stamp()).not.toBe(first);
  });
});

describe('the count of tests', () => {
  const count = (counts: object, code: number) =>
    ask(root, 'lib/reports.mjs', `module.withExitCode(${JSON.stringify(counts)}, ${code})`);

  it('has a failure where the runner failed and its report names none', async () => {
    expect(await count({ passed: 7, failed: 0 }, 1)).toEqual({ passed: 7, failed: 1 });
  });

  it('is that of the report otherwise', async () => {
    expect(await count({ passed: 7, failed: 0 }, 0)).toEqual({ passed: 7, failed: 0 });
    expect(await count({ passed: 5, failed: 2 }, 1)).toEqual({ passed: 5, failed: 2 });
  });
});
