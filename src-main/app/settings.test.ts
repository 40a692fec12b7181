/** Settings have defaults, survive, and are not led astray by what an older version wrote. */
import { availableParallelism } from 'node:os';
import { beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../db/open';
import { SettingsRepository } from '../db/settings-repository';
import { changeSettings, readSettings } from './settings';

const cores = availableParallelism();
let repository: SettingsRepository;
beforeEach(() => {
  repository = new SettingsRepository(openDatabase(':memory:'));
});

describe('settings', () => {
  it('follow the system until the user says otherwise', () => {
    expect(readSettings(repository)).toEqual({ theme: 'system', parallelRuns: cores, runColumns: null });
    expect(changeSettings(repository, { theme: 'dark' })).toEqual({
      theme: 'dark',
      parallelRuns: cores,
      runColumns: null,
    });
    expect(readSettings(repository)).toEqual({ theme: 'dark', parallelRuns: cores, runColumns: null });
  });

  it('stay as they are when nothing is changed', () => {
    changeSettings(repository, { theme: 'light' });
    expect(changeSettings(repository, {})).toEqual({ theme: 'light', parallelRuns: cores, runColumns: null });
  });

  it('keep the number of runs at a time that was chosen, and otherwise go by the machine', () => {
    changeSettings(repository, { theme: 'dark' });
    expect(repository.read('app')).toEqual({ theme: 'dark' });
    expect(changeSettings(repository, { parallelRuns: cores + 3 }).parallelRuns).toBe(cores + 3);
    expect(changeSettings(repository, { theme: 'light' }).parallelRuns).toBe(cores + 3);
  });

  it('keep the columns of the table of runs, and go back to the usual ones', () => {
    expect(changeSettings(repository, { runColumns: ['seed', 'note'] }).runColumns).toEqual(['seed', 'note']);
    expect(changeSettings(repository, { theme: 'dark' }).runColumns).toEqual(['seed', 'note']);
    expect(changeSettings(repository, { runColumns: null }).runColumns).toBeNull();
  });

  it('fall back to the defaults when what is stored makes no sense', () => {
    repository.write('app', { theme: 'purple' });
    expect(readSettings(repository)).toEqual({ theme: 'system', parallelRuns: cores, runColumns: null });
  });
});
