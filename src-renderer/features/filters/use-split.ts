/** Which split of the run a tab looks at, of those that have samples. */
import { computed, ref, type ComputedRef, type WritableComputedRef } from 'vue';
import type { SplitName } from '../../../src-engine';
import { formatCounted } from '../../shared/text/format';
import type { AskedNetwork } from './use-network';

const titles: Readonly<Record<SplitName, string>> = {
  test: 'test',
  validation: 'validation',
  train: 'training',
};

/** The ones the network never learned from first. */
const order: readonly SplitName[] = ['test', 'validation', 'train'];

interface SplitOption {
  readonly value: SplitName;
  readonly label: string;
  readonly note: string;
}

export interface SplitChoice {
  /** Empty until the network is known. */
  readonly splits: ComputedRef<readonly SplitOption[]>;
  readonly split: WritableComputedRef<SplitName>;
}

export function useSplit(network: AskedNetwork): SplitChoice {
  const chosen = ref<SplitName | null>(null);
  const splits = computed(() => {
    const counts = network.answer.value?.sampleCounts;
    if (counts === undefined) return [];
    return order
      .filter((split) => counts[split] > 0)
      .map((value) => ({ value, label: titles[value], note: formatCounted(counts[value], 'sample') }));
  });
  const split = computed({
    // Another run may not have the split that was chosen.
    get: () =>
      splits.value.find(({ value }) => value === chosen.value)?.value ?? splits.value[0]?.value ?? 'train',
    set: (value) => (chosen.value = value),
  });
  return { splits, split };
}
