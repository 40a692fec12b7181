/** Schemas whose checking is done by a parser of the engine. */
import { z } from 'zod';
import { EngineError } from '../../src-engine';

/** Accepts what the parser accepts, and hands on what it makes of it; its refusals become issues at their field. */
export function parsedBy<T>(parse: (value: unknown) => T): z.ZodType<T> {
  return z.unknown().transform((value, context): T => {
    try {
      return parse(value);
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      context.addIssue({ code: 'custom', message: error.message, path: error.place.field?.split('.') ?? [] });
      return z.NEVER;
    }
  });
}
