/** Pictures of a set by place, fetched a page at a time as the gallery comes to them. */
import { ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue';
import type { DatasetItem } from '../../../src-main/contract/datasets';
import { lab } from '../../api/lab';
import { useToastsStore } from '../../stores/toasts';

export interface Items {
  readonly total: Ref<number>;
  /** By place in the set; holes are not fetched yet. */
  readonly items: ShallowRef<ReadonlyMap<number, DatasetItem>>;
  /** Fetches what is missing between two places. */
  readonly need: (from: number, to: number) => void;
}

const pageSize = 200;

export function useItems(
  datasetId: () => number | null,
  state: 'ready' | 'skipped',
  classIndex: () => number | null = () => null,
  version: () => unknown = () => 0,
): Items {
  const toasts = useToastsStore();
  const total = ref(0);
  const items = shallowRef<ReadonlyMap<number, DatasetItem>>(new Map());
  const asked = new Set<number>();
  let generation = 0;

  async function fetchPage(page: number): Promise<void> {
    const id = datasetId();
    if (id === null || asked.has(page)) return;
    asked.add(page);
    const mine = generation;
    try {
      const offset = page * pageSize;
      const answer = await lab.datasets.items({
        datasetId: id,
        state,
        classIndex: classIndex(),
        offset,
        limit: pageSize,
      });
      if (mine !== generation) return;
      total.value = answer.total;
      const more = new Map(items.value);
      answer.items.forEach((item, index) => more.set(offset + index, item));
      items.value = more;
    } catch (error) {
      if (mine !== generation) return;
      asked.delete(page);
      toasts.failure(error);
    }
  }

  function need(from: number, to: number): void {
    for (let page = Math.floor(from / pageSize); page <= Math.floor(to / pageSize); page++)
      void fetchPage(page);
  }

  watch(
    [datasetId, classIndex, version],
    () => {
      generation += 1;
      asked.clear();
      items.value = new Map();
      total.value = 0;
      need(0, 0);
    },
    { immediate: true },
  );

  return { total, items, need };
}
