/**
 * The vocabulary of the IPC contract: calls, drops and streams, and the types of both sides derived from
 * them. A domain is a plain object of these; `index.ts` collects the domains.
 */
import type { z } from 'zod';
import type { Envelope } from './errors';

/** Request and answer. `input` is parsed in main before the handler sees it. */
export interface Call<I extends z.ZodType, O extends z.ZodType> {
  readonly kind: 'call';
  readonly input: I;
  readonly output: O;
}

/**
 * Files the user dropped: the page hands over `File` objects, the preload turns them into real paths,
 * main answers with ids. The page never sees or chooses a path.
 */
export interface Drop<O extends z.ZodType> {
  readonly kind: 'drop';
  readonly output: O;
}

/** Messages from main to the page. */
export interface Stream<P extends z.ZodType> {
  readonly kind: 'stream';
  readonly payload: P;
}

export function call<I extends z.ZodType, O extends z.ZodType>(input: I, output: O): Call<I, O> {
  return { kind: 'call', input, output };
}

export function drop<O extends z.ZodType>(output: O): Drop<O> {
  return { kind: 'drop', output };
}

export function stream<P extends z.ZodType>(payload: P): Stream<P> {
  return { kind: 'stream', payload };
}

type AnyEntry = Call<z.ZodType, z.ZodType> | Drop<z.ZodType> | Stream<z.ZodType>;
export type Domain = Readonly<Record<string, AnyEntry>>;
export type ContractShape = Readonly<Record<string, Domain>>;

/** Takes its payload as the page sees it; ends with the returned function. */
export type Subscribe<P> = (listener: (payload: P) => void) => () => void;

type ClientEntry<E, TFile> =
  E extends Call<infer I, infer O>
    ? (...input: z.input<I> extends void ? [] : [z.input<I>]) => Promise<Envelope<z.output<O>>>
    : E extends Drop<infer O>
      ? (files: readonly TFile[]) => Promise<Envelope<z.output<O>>>
      : E extends Stream<infer P>
        ? Subscribe<z.output<P>>
        : never;

/** What the preload exposes. `TFile` is the page's `File`, which main's types do not know. */
export type Client<C extends ContractShape, TFile> = {
  readonly [D in keyof C]: { readonly [V in keyof C[D]]: ClientEntry<C[D][V], TFile> };
};

type HandlerEntry<E> =
  E extends Call<infer I, infer O>
    ? (input: z.output<I>) => z.input<O> | Promise<z.input<O>>
    : E extends Drop<infer O>
      ? (paths: readonly string[]) => z.input<O> | Promise<z.input<O>>
      : never;

/** What main must implement: a handler for every call and drop of a domain; streams need none. */
export type Handlers<D extends Domain> = {
  readonly [V in keyof D as D[V] extends Stream<z.ZodType> ? never : V]: HandlerEntry<D[V]>;
};

/** Payload type of a stream entry. */
export type PayloadOf<E> = E extends Stream<infer P> ? z.output<P> : never;

/** The wire name of an entry. */
export function channelName(domain: string, verb: string): string {
  return `${domain}.${verb}`;
}
