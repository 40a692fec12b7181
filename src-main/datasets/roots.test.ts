/** The page gets ids for folders and never a path (S10). */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Roots } from './roots';

let folder: string;
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'simplecell-roots-')));
  mkdirSync(join(folder, 'cats'));
  writeFileSync(join(folder, 'cats', 'a.png'), '');
  writeFileSync(join(folder, 'cats', 'b.png'), '');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('Roots', () => {
  it('gives a folder an id that says nothing of its path', async () => {
    const roots = new Roots();
    const { rootId, name } = await roots.register(join(folder, 'cats'));
    expect(name).toBe('cats');
    expect(rootId).not.toContain('cats');
    expect(roots.path(rootId)).toBe(join(folder, 'cats'));
  });

  it('takes a picture for the folder it lies in, and several of one folder once', async () => {
    const roots = new Roots();
    const dropped = await roots.registerAll([
      '',
      join(folder, 'cats', 'a.png'),
      join(folder, 'cats', 'b.png'),
      folder,
    ]);
    expect(dropped.map(({ rootId }) => roots.path(rootId))).toEqual([join(folder, 'cats'), folder]);
  });

  it('knows no id that it did not give out', () => {
    expect(() => new Roots().path('/etc')).toThrow(/not known any more/);
  });

  it('says so when there is nothing at the path', async () => {
    await expect(new Roots().register(join(folder, 'dogs'))).rejects.toThrow(/cannot be opened/);
  });
});
