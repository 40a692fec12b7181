/** Reads the files that commands take: experiments and sweeps. */
import { parseExperiment, parseSweep, type Experiment, type Sweep } from '../../src-engine';
import { readJsonFile } from './read-json-file';

/** @throws AppError('validation') when the file is missing, is not JSON, or has a wrong field */
export function readExperiment(file: string): Promise<Experiment> {
  return readJsonFile(file, 'an experiment file', parseExperiment);
}

/** @throws AppError('validation') as above, naming the arm where it is one's */
export function readSweep(file: string): Promise<Sweep> {
  return readJsonFile(file, 'a sweep file', parseSweep);
}
