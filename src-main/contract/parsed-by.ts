/** Schemas that check by other means than zod's: by a parser of the engine, or by the types of main alone. */
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

/** For what main has made from typed parts: only its type matters to the page. */
export function typed<T extends object>(): z.ZodType<T, T> {
  return z.custom<T>((value) => typeof value === 'object' && value !== null);
}
