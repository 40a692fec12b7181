/** What was changed while a run trained, as marks on its curves. */
import type { RunEvent } from '../../../src-main/contract/runs';
import { formatSetting } from '../text/format';
import type { EventMark } from './series';

const symbols = { learningRate: 'α', momentum: 'μ', dropout: 'dropout' } as const;

/** E.g. `α 0.01 → 0.001`, `epochs 10 → 20`; null for what changes no setting. */
function changeInWords(event: RunEvent): string | null {
  if (event.kind === 'state') return null;
  const step = `${formatSetting(event.from)} → ${formatSetting(event.to)}`;
  if (event.kind === 'extended') return `epochs ${step}`;
  const layer = event.layer === null ? '' : ` of layer ${event.layer + 1}`;
  return `${symbols[event.setting]}${layer} ${step}`;
}

/** In the order they happened, at their places on the epoch axis. */
export function changeMarks(events: readonly RunEvent[]): readonly EventMark[] {
  return events.flatMap((event) => {
    const label = changeInWords(event);
    return label === null ? [] : [{ x: event.x, label }];
  });
}
