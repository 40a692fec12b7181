/** Turns whatever a handler threw into the one form in which errors cross to the page. */
import { z } from 'zod';
import { EngineError } from '../../src-engine';
import { AppError, type AppErrorData, type Envelope } from '../contract/errors';
import { explainWriting } from '../db/trouble';
import { stackOf } from '../stack-of';

/** Errors that nobody expected are logged whole and shown as our fault; so is what lies behind an error of ours in words. */
export function toErrorEnvelope(
  error: unknown,
  channel: string,
  log: (line: string) => void,
): Envelope<never> {
  const data = expected(error);
  const unexpected = data === null ? error : faultBehind(error);
  if (unexpected !== null) {
    log(`${channel}: ${stackOf(unexpected)}`);
  }
  if (data !== null) return { ok: false, error: data };
  return {
    ok: false,
    error: {
      kind: 'internal',
      message: `Something went wrong inside Simplecell (${channel}). Try again; the details are in simplecell.log in the data folder.`,
    },
  };
}

/** Null for errors that are nobody's mistake but ours. */
export function expected(error: unknown): AppErrorData | null {
  if (error instanceof AppError) return error.toData();
  if (error instanceof EngineError && error.kind !== 'internal') {
    const kind = error.kind === 'config' || error.kind === 'shape' ? 'validation' : 'engine';
    return withField({ kind, message: error.message }, error.place.field);
  }
  if (error instanceof z.ZodError) {
    const [issue] = error.issues;
    const field = issue?.path.map(String).join('.');
    return withField({ kind: 'validation', message: issue?.message ?? 'The request is not valid.' }, field);
  }
  return explainWriting(error)?.toData() ?? null;
}

/** What nobody expected, where an AppError tells of it: what a thread died of, for one. Null where there is nothing. */
export function faultBehind(error: unknown): unknown {
  const isOurs = error instanceof AppError && (error.kind === 'engine' || error.kind === 'internal');
  return isOurs && error.cause !== undefined && expected(error.cause) === null ? error.cause : null;
}

function withField(data: AppErrorData, field: string | undefined): AppErrorData {
  return field === undefined || field === '' ? data : { ...data, field };
}
