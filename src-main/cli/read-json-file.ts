/** Reads a JSON file that somebody wrote, with messages that name the file and the place in it. */
import { readFile } from 'node:fs/promises';
import { EngineError } from '../../src-engine';
import { AppError } from '../contract/errors';
import { findJsonError } from './json-error';

/**
 * @param what the file should be, for messages, e.g. `an experiment file`
 * @param read makes of its content what is wanted; its EngineErrors get the name of the file
 * @throws AppError('validation') when the file is missing, is not JSON, or has a wrong field
 */
export async function readJsonFile<T>(file: string, what: string, read: (value: unknown) => T): Promise<T> {
  const document = parse(file, await load(file, what));
  try {
    return read(document);
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    const { field } = error.place;
    throw new AppError('validation', `${file}: ${error.message}`, field === undefined ? {} : { field });
  }
}

async function load(file: string, what: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    const how = reason === 'ENOENT' ? 'does not exist' : `cannot be read (${reason})`;
    throw new AppError('validation', `${file} ${how}. Give the path of ${what}.`, {
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
