/** Settings have defaults, survive, and are not led astray by what an older version wrote. */
import { beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../db/open';
import { SettingsRepository } from '../db/settings-repository';
import { changeSettings, readSettings } from './settings';

let repository: SettingsRepository;
beforeEach(() => {
  repository = new SettingsRepository(openDatabase(':memory:'));
});

describe('settings', () => {
  it('follow the system until the user says otherwise', () => {
    expect(readSettings(repository)).toEqual({ theme: 'system' });
    expect(changeSettings(repository, { theme: 'dark' })).toEqual({ theme: 'dark' });
    expect(readSettings(repository)).toEqual({ theme: 'dark' });
  });

  it('stay as they are when nothing is changed', () => {
    changeSettings(repository, { theme: 'light' });
    expect(changeSettings(repository, {})).toEqual({ theme: 'light' });
  });

  it('fall back to the defaults when what is stored makes no sense', () => {
    repository.write('app', { theme: 'purple' });
    expect(readSettings(repository)).toEqual({ theme: 'system' });
  });
});
