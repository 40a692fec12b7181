/** Exit codes: 0 done, 1 somebody's mistake that the message tells how to put right, 2 ours, 130 interrupted. */
import { expected } from '../ipc/envelope';

/** Ends with a code after everything has been said. */
export class ExitError extends Error {
  readonly code: number;

  constructor(code: number) {
    super(`exit ${code}`);
    this.code = code;
  }
}

export function exitCodeOf(error: unknown): number {
  if (error instanceof ExitError) return error.code;
  const data = expected(error);
  return data === null || data.kind === 'internal' ? 2 : 1;
}

/** Says on stderr what went wrong; unexpected errors with their stack, since somebody will have to find them. */
export function report(error: unknown): void {
  const data = expected(error);
  if (data !== null) process.stderr.write(`error: ${data.message}\n`);
  else
    process.stderr.write(
      `internal error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
}
