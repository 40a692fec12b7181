/** The page's only way to main: `window.lab` with every answer unwrapped, failures thrown as `LabError`. */
import type { LabClient } from '../../src-main/contract';
import type { AppErrorData, AppErrorKind, Envelope } from '../../src-main/contract/errors';

declare global {
  interface Window {
    readonly lab: LabClient<File>;
  }
}

export class LabError extends Error {
  readonly kind: AppErrorKind;
  /** Path of the setting that is wrong, where there is one. */
  readonly field: string | undefined;

  constructor(data: AppErrorData) {
    super(data.message);
    this.name = 'LabError';
    this.kind = data.kind;
    this.field = data.field;
  }
}

type Unwrapped<F> = F extends (...input: infer I) => Promise<Envelope<infer T>>
  ? (...input: I) => Promise<T>
  : F;

type Lab = {
  readonly [D in keyof LabClient<File>]: {
    readonly [V in keyof LabClient<File>[D]]: Unwrapped<LabClient<File>[D][V]>;
  };
};

async function unwrap(answer: Promise<Envelope<unknown>>): Promise<unknown> {
  const envelope = await answer;
  if (envelope.ok) return envelope.value;
  throw new LabError(envelope.error);
}

type Entry = (...input: unknown[]) => unknown;

/** Calls answer with a promise of an envelope; subscriptions answer with their end and pass through. */
function unwrapEntry(entry: Entry): Entry {
  return (...input) => {
    const answer = entry(...input);
    return answer instanceof Promise ? unwrap(answer as Promise<Envelope<unknown>>) : answer;
  };
}

function unwrapClient(client: LabClient<File>): Lab {
  const domains = Object.entries(client as unknown as Record<string, Record<string, Entry>>);
  return Object.fromEntries(
    domains.map(([domain, entries]) => [
      domain,
      Object.fromEntries(Object.entries(entries).map(([verb, entry]) => [verb, unwrapEntry(entry)])),
    ]),
  ) as unknown as Lab;
}

export const lab: Lab = unwrapClient(window.lab);
