/** What main tells the page unasked: progress and changes, over the streams of the contract. */
import type { WebContents } from 'electron';
import type { contract } from '../contract';
import { channelName, type PayloadOf } from '../contract/define';
import type { Lab } from '../lab';

type StreamPayload<D extends keyof typeof contract, V extends keyof (typeof contract)[D]> = PayloadOf<
  (typeof contract)[D][V]
>;

/** Sends one stream message, if there is a page to hear it. */
export function send<D extends keyof typeof contract, V extends keyof (typeof contract)[D] & string>(
  page: WebContents | null,
  domain: D,
  verb: V,
  payload: StreamPayload<D, V>,
): void {
  if (page !== null && !page.isDestroyed()) page.send(channelName(domain, verb), payload);
}

/** Connects the lab's events to whichever page there is; a reloaded one hears on where the old one left. */
export function connectStreams(lab: Lab, page: () => WebContents | null): void {
  let datasetsSeq = 0;
  let runsSeq = 0;
  lab.events.on('importProgress', (progress) => send(page(), 'datasets', 'importProgress', progress));
  lab.events.on('datasetsChanged', () => send(page(), 'datasets', 'changed', { seq: ++datasetsSeq }));
  lab.events.on('runUpdate', (update) => send(page(), 'runs', 'update', update));
  lab.events.on('exportProgress', (progress) => send(page(), 'exports', 'progress', progress));
  lab.events.on('inspectProgress', (progress) => send(page(), 'inspect', 'progress', progress));
  lab.events.on('trouble', (trouble) => send(page(), 'storage', 'trouble', trouble));
  lab.events.on('runsChanged', () => send(page(), 'runs', 'changed', { seq: ++runsSeq }));
}
