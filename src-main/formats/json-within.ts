/** JSON from files of others: its length, depth and number of values are looked at before anything is built from it. */
import { AppError } from '../contract/errors';

interface JsonLimits {
  readonly characters: number;
  readonly depth: number;
  /** Entries of lists and objects, all together. */
  readonly values: number;
}

const usualLimits: JsonLimits = { characters: 2 ** 24, depth: 64, values: 500_000 };

/**
 * @param what for the message, e.g. `The header of the file`
 * @throws AppError('validation') where it is no JSON or beyond the limits
 */
export function parseJsonWithin(text: string, what: string, limits: JsonLimits = usualLimits): unknown {
  requireWithin(text, what, limits);
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new AppError('validation', `${what} is no JSON.`, { cause: error });
  }
}

/** Counts brackets and commas outside of strings. Where the text is no JSON the counts mean nothing, and parsing says so. */
function requireWithin(text: string, what: string, limits: JsonLimits): void {
  if (text.length > limits.characters) {
    throw new AppError(
      'validation',
      `${what} has more than ${limits.characters} characters; it is not read.`,
    );
  }
  let [depth, values, isString] = [0, 0, false];
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (isString) {
      if (character === '\\') at += 1;
      else if (character === '"') isString = false;
    } else if (character === '"') isString = true;
    else if (character === '[' || character === '{') depth += 1;
    else if (character === ']' || character === '}') depth -= 1;
    else if (character === ',') values += 1;
    if (depth > limits.depth || values > limits.values) {
      throw new AppError(
        'validation',
        `${what} is nested deeper than ${limits.depth} levels or holds more than ${limits.values} values; it is not read.`,
      );
    }
  }
}
