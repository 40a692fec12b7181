/** The IPC edge: who may ask, what may be asked, and how answers and errors travel. */
import { ipcMain, type IpcMainInvokeEvent } from 'electron';
import { z } from 'zod';
import { channelName, type Domain, type Handlers } from '../contract/define';
import type { Envelope } from '../contract/errors';
import { toErrorEnvelope } from './envelope';

export interface RegisterOptions {
  /** S8: whether the frame that sent it is the app's page. */
  readonly isTrusted: (event: IpcMainInvokeEvent) => boolean;
  readonly log: (line: string) => void;
}

/** What the preload hands over for a drop: real paths, one for each file. */
const dropSchema = z.array(z.string().max(4096)).max(1000);

type AnyHandler = (input: unknown) => unknown;

/** Serves every call and drop of one domain. @returns how to end it */
export function register<D extends Domain>(
  name: string,
  domain: D,
  handlers: Handlers<D>,
  options: RegisterOptions,
): () => void {
  const channels: string[] = [];
  for (const [verb, entry] of Object.entries(domain)) {
    if (entry.kind === 'stream') continue;
    const channel = channelName(name, verb);
    const schema = entry.kind === 'call' ? entry.input : dropSchema;
    // `Handlers` guarantees one for each; the loop alone cannot know its type.
    const handler = (handlers as unknown as Record<string, AnyHandler>)[verb];
    if (handler === undefined) throw new Error(`${channel} has no handler.`);
    channels.push(channel);
    ipcMain.handle(channel, async (event, input: unknown): Promise<Envelope<unknown>> => {
      try {
        if (!options.isTrusted(event)) throw new Error(`${channel} was called from outside the app's page.`);
        return { ok: true, value: await handler(schema.parse(input)) };
      } catch (error) {
        return toErrorEnvelope(error, channel, options.log);
      }
    });
  }
  return () => {
    for (const channel of channels) ipcMain.removeHandler(channel);
  };
}

/** Answers every call of a domain alike, while there is nothing behind it. @returns how to end it */
export function registerClosed(
  name: string,
  domain: Domain,
  answer: () => Promise<never>,
  options: RegisterOptions,
): () => void {
  const handlers = Object.fromEntries(Object.keys(domain).map((verb) => [verb, answer]));
  return register(name, domain, handlers, options);
}
