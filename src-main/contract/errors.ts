/** Errors as they cross the IPC edge: one envelope, one kind to act on, one sentence to show. */
import { z } from 'zod';

/**
 * validation: the input is wrong · notFound · precondition: not now, do something else first ·
 * conflict: it exists already · cancelled · io: disk or file · engine: training failed · internal: our fault.
 */
export const errorKindSchema = z.enum([
  'validation',
  'notFound',
  'precondition',
  'conflict',
  'cancelled',
  'io',
  'engine',
  'internal',
]);
export type AppErrorKind = z.infer<typeof errorKindSchema>;

export const errorDataSchema = z.object({
  kind: errorKindSchema,
  /** What, expected, got, and what to do next. */
  message: z.string(),
  /** Path of the setting that is wrong, where there is one. */
  field: z.string().optional(),
});
export type AppErrorData = z.infer<typeof errorDataSchema>;

export type Envelope<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: AppErrorData };

export class AppError extends Error {
  readonly kind: AppErrorKind;
  readonly field: string | undefined;

  constructor(kind: AppErrorKind, message: string, options: { field?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.name = 'AppError';
    this.kind = kind;
    this.field = options.field;
  }

  toData(): AppErrorData {
    return this.field === undefined
      ? { kind: this.kind, message: this.message }
      : { kind: this.kind, message: this.message, field: this.field };
  }
}
