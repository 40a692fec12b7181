/** The data folder is the same for the window and the command line. */
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dataArgument, defaultDataDir, profileFolder, withDataArgument } from './data-folder';

describe('defaultDataDir', () => {
  it('is where each system keeps the data of apps', () => {
    expect(defaultDataDir('linux', { XDG_CONFIG_HOME: '/config' })).toBe('/config/Simplecell');
    expect(defaultDataDir('linux', {})).toMatch(/\.config.Simplecell$/);
    expect(defaultDataDir('darwin', {})).toMatch(/Library.Application Support.Simplecell$/);
    expect(defaultDataDir('win32', { APPDATA: '/roaming' })).toMatch(/roaming.Simplecell$/);
  });
});

describe('dataArgument', () => {
  it('is found in both of its forms, and made absolute', () => {
    expect(dataArgument(['electron', '.', '--data=here'])).toBe(resolve('here'));
    expect(dataArgument(['electron', '.', '--data', '/there', '--x'])).toBe('/there');
  });

  it('is null where it is not given or has no value', () => {
    expect(dataArgument(['electron', '.'])).toBeNull();
    expect(dataArgument(['electron', '.', '--data'])).toBeNull();
  });
});

describe('withDataArgument', () => {
  it('puts another folder in the place of the one before, in whichever form it was given', () => {
    const expected = ['.', '--x', '--data=/new'];
    expect(withDataArgument(['.', '--data=/old', '--x'], '/new')).toEqual(expected);
    expect(withDataArgument(['.', '--data', '/old', '--x'], '/new')).toEqual(expected);
    expect(withDataArgument(['.', '--x'], '/new')).toEqual(expected);
  });
});

describe('profileFolder', () => {
  let scratch: string;
  beforeEach(() => {
    scratch = mkdtempSync(join(tmpdir(), 'simplecell-profile-'));
  });
  afterEach(() => rmSync(scratch, { recursive: true, force: true }));

  it('is the data folder, which is made', () => {
    const dataDir = join(scratch, 'a', 'b');
    expect(profileFolder(dataDir)).toBe(dataDir);
    expect(readdirSync(dataDir)).toEqual([]);
  });

  it('is a temporary folder where the data folder cannot be, so that there can be a window', () => {
    const file = join(scratch, 'file');
    writeFileSync(file, '');
    const profile = profileFolder(join(file, 'data'));
    expect(profile).not.toContain(file);
    expect(existsSync(profile)).toBe(true);
    rmSync(profile, { recursive: true });
  });
});
