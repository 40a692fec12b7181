/** The splits of a run that have samples, as a choice. */
import type { SplitName } from '../../../src-engine';
import type { RunNetwork } from '../../../src-main/contract/inspect';
import { formatCount } from '../../shared/text/format';

const titles: Readonly<Record<SplitName, string>> = {
  test: 'test',
  validation: 'validation',
  train: 'training',
};

/** The ones the network never learned from first. */
const order: readonly SplitName[] = ['test', 'validation', 'train'];

export interface SplitOption {
  readonly value: SplitName;
  readonly label: string;
  readonly note: string;
}

export function splitOptions({ sampleCounts }: Pick<RunNetwork, 'sampleCounts'>): readonly SplitOption[] {
  return order
    .filter((split) => sampleCounts[split] > 0)
    .map((value) => ({ value, label: titles[value], note: `${formatCount(sampleCounts[value])} samples` }));
}
