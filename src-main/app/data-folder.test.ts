/** The data folder is the same for the window and the command line. */
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dataArgument, defaultDataDir } from './data-folder';

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
