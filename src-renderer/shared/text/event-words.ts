/** What happened to a run, in words. Pure. */
import type { RunEvent } from '../../../src-main/contract/runs';
import { changeableWords } from './changeable-words';
import { formatSetting } from './format';
import { stateWords } from './run-words';

/** E.g. `Learning rate α 0.01 → 0.001` or `Running → Paused`. */
export function eventWords(event: RunEvent): string {
  switch (event.kind) {
    case 'state': {
      const to = stateWords[event.to];
      return event.from === null ? `Set up: ${to}` : `${stateWords[event.from]} → ${to}`;
    }
    case 'change': {
      const where = event.layer === null ? '' : ` of layer ${event.layer + 1}`;
      const { label, symbol } = changeableWords(event.setting);
      return `${label} ${symbol}${where} ${formatSetting(event.from)} → ${formatSetting(event.to)}`;
    }
    case 'extended':
      return `Epochs ${event.from} → ${event.to}`;
  }
}

/** `epoch 2`, or `epoch 2, batch 7` where it happened within the next one. */
export function eventPlace({ epoch, batch }: Pick<RunEvent, 'epoch' | 'batch'>): string {
  return batch === null || batch === 0 ? `epoch ${epoch}` : `epoch ${epoch}, batch ${batch}`;
}
