/** Reads an experiment file, with messages that name the file and the place in it. */
import { readFile } from 'node:fs/promises';
import { EngineError, parseExperiment, type Experiment } from '../../src-engine';
import { AppError } from '../contract/errors';
import { findJsonError } from './json-error';

/** @throws AppError('validation') when the file is missing, is not JSON, or has a wrong field */
export async function readExperiment(file: string): Promise<Experiment> {
  const document = parse(file, await read(file));
  try {
    return parseExperiment(document);
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    const { field } = error.place;
    throw new AppError('validation', `${file}: ${error.message}`, field === undefined ? {} : { field });
  }
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    const what = reason === 'ENOENT' ? 'does not exist' : `cannot be read (${reason})`;
    throw new AppError('validation', `${file} ${what}. Give the path of an experiment file.`, {
      cause: error,
    });
  }
}

function parse(file: string, text: string): unknown {
  // A byte order mark is no part of JSON, but editors write it.
  const json = text.replace(/^\uFEFF/, '');
  try {
    return JSON.parse(json) as unknown;
  } catch (error) {
    const { line, column } = findJsonError(json);
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError(
      'validation',
      `${file}, line ${line}, column ${column}: this is not JSON (${reason}).`,
      {
        cause: error,
      },
    );
  }
}
