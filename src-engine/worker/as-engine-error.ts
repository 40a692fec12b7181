/** Puts into words for people whatever may be thrown in a worker. */
import { EngineError } from '../errors';

export function asEngineError(error: unknown): EngineError {
  if (error instanceof EngineError) return error;
  if (error instanceof RangeError && /allocation|memory|array length/i.test(error.message)) {
    return new EngineError(
      'memory',
      `This machine did not give the memory the run needs (${error.message}). Use fewer samples, fewer units or a smaller batch.`,
    );
  }
  // The first lines of the stack say which mistake it was and where, short enough to be shown.
  const reason =
    error instanceof Error ? (error.stack ?? error.message).split('\n', 2).join('') : String(error);
  return new EngineError(
    'internal',
    `The engine made a mistake that is not yours; please report it. ${reason}`,
  );
}
