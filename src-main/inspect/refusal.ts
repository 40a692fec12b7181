/** What went wrong in an inspector, as errors of the app. */
import type { EngineErrorData, EngineErrorKind } from '../../src-engine';
import { AppError, type AppErrorKind } from '../contract/errors';

/** What the engine does not take is a wrong question; the rest is its failure. */
const kinds: Readonly<Record<EngineErrorKind, AppErrorKind>> = {
  config: 'validation',
  shape: 'validation',
  cancelled: 'cancelled',
  numeric: 'engine',
  memory: 'engine',
  internal: 'internal',
};

export function refusal({ kind, message, field }: EngineErrorData): AppError {
  return new AppError(kinds[kind], message, field === undefined ? {} : { field });
}

export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  return new AppError('internal', error instanceof Error ? error.message : String(error), { cause: error });
}
