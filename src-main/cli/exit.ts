/** Exit codes: 0 done, 1 somebody's mistake that the message tells how to put right, 2 ours, 130 interrupted. */
import { expected, faultBehind } from '../ipc/envelope';
import { stackOf } from '../stack-of';

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

/** Says on stderr what went wrong; what nobody expected with its stack, since somebody will have to find it. */
export function report(error: unknown): void {
  const data = expected(error);
  if (data !== null) process.stderr.write(`error: ${data.message}\n`);
  const unexpected = data === null ? error : faultBehind(error);
  if (unexpected !== null) {
    process.stderr.write(`internal error: ${stackOf(unexpected)}\n`);
  }
}
