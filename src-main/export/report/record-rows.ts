/** What happened to a run, in words, as a report lists it. */
import type { ChangeableSetting, RunEvent } from '../../contract/runs';
import { figure, moment } from './numbers';

const settings: Readonly<Record<ChangeableSetting, string>> = {
  learningRate: 'learning rate α',
  momentum: 'momentum μ',
  dropout: 'dropout rate',
};

export interface RecordRow {
  readonly when: string;
  readonly at: string;
  readonly what: string;
}

/** In the order in which it happened. */
export function recordRows(events: readonly RunEvent[]): RecordRow[] {
  return events.map((event) => ({
    when: moment(event.atMs),
    at: `epoch ${figure(event.x)}`,
    what: inWords(event),
  }));
}

function inWords(event: RunEvent): string {
  switch (event.kind) {
    case 'state': {
      const way = event.from === null ? `set up, ${event.to}` : `${event.from} → ${event.to}`;
      return event.reason === null ? way : `${way}: ${event.reason}`;
    }
    case 'change': {
      const where = event.layer === null ? '' : ` of layer ${event.layer + 1}`;
      return `${settings[event.setting]}${where} ${figure(event.from)} → ${figure(event.to)}`;
    }
    case 'extended':
      return `planned epochs ${event.from} → ${event.to}`;
  }
}
