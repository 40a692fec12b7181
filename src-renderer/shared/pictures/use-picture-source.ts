/** The chosen picture of a source, loaded: from a data set, from the original of one of its pictures, or from a file. */
import {
  computed,
  markRaw,
  ref,
  shallowRef,
  toRaw,
  watch,
  type ComputedRef,
  type Ref,
  type ShallowRef,
} from 'vue';
import type { DatasetItem, DatasetSummary } from '../../../src-main/contract/datasets';
import type { PictureData } from '../../../src-main/contract/pictures';
import { lab } from '../../api/lab';
import { isToBeGenerated } from '../../stores/built-in-sets';
import { useDatasetsStore } from '../../stores/datasets';
import { toShownPicture, type PictureColor, type PictureOrigin, type ShownPicture } from './picture';
import type { SourceChoice } from './source-choices';
import { useItems } from './use-items';

export interface PictureSource {
  readonly sets: ComputedRef<readonly DatasetSummary[]>;
  readonly set: ComputedRef<DatasetSummary | undefined>;
  readonly total: Ref<number>;
  readonly items: ShallowRef<ReadonlyMap<number, DatasetItem>>;
  readonly need: (from: number, to: number) => void;
  readonly picture: ShallowRef<ShownPicture | null>;
  /** True where the picture at hand has colours to choose. */
  readonly hasColors: ComputedRef<boolean>;
  readonly error: Ref<string | null>;
  readonly isOpening: Ref<boolean>;
  readonly openDropped: (files: readonly File[]) => Promise<void>;
  readonly openChosen: () => Promise<void>;
}

const originalSidePx = 1024;

/** The user's own pictures before the built-in ones, and of these the largest. */
function firstOf(sets: readonly DatasetSummary[]): DatasetSummary | undefined {
  const own = sets.find(({ source }) => source === 'folder');
  return own ?? [...sets].sort((a, b) => b.heightPx * b.widthPx - a.heightPx * a.widthPx)[0];
}

interface Brought {
  readonly data: PictureData;
  readonly origin: PictureOrigin;
}

/** The latest picture that was brought: of several under way the one that was asked for last counts. */
function useBringing() {
  const data: ShallowRef<Brought | null> = shallowRef(null);
  const error = ref<string | null>(null);
  const isOpening = ref(false);
  let loads = 0;

  async function bring(work: () => Promise<Brought | null>): Promise<void> {
    loads += 1;
    const mine = loads;
    isOpening.value = true;
    try {
      const brought = await work();
      if (mine !== loads) return;
      if (brought !== null) data.value = brought;
      error.value = null;
    } catch (failure) {
      if (mine === loads) error.value = failure instanceof Error ? failure.message : String(failure);
    } finally {
      if (mine === loads) isOpening.value = false;
    }
  }

  return { data, error, isOpening, bring };
}

/** Its numbers, as soon as they are worked out; until then the picture before it. */
function useShown(
  data: ShallowRef<Brought | null>,
  color: () => PictureColor,
): ShallowRef<ShownPicture | null> {
  const picture = shallowRef<ShownPicture | null>(null);
  let latest = 0;

  async function show(brought: Brought | null): Promise<void> {
    latest += 1;
    const mine = latest;
    const shown = brought && (await toShownPicture(brought.data, color(), brought.origin));
    if (mine === latest) picture.value = shown;
  }

  watch([data, color], ([brought]) => void show(brought), { immediate: true });
  return picture;
}

export function usePictureSource(choice: SourceChoice): PictureSource {
  const datasets = useDatasetsStore();
  const sets = computed(() =>
    datasets.datasets.filter(
      (set) => set.id > 0 && set.state !== 'importing' && set.pictureCount > 0 && !isToBeGenerated(set),
    ),
  );
  const set = computed(() => sets.value.find(({ id }) => id === choice.datasetId));
  const { data, error, isOpening, bring } = useBringing();
  const picture = useShown(data, () => choice.color);

  const { total, items, need } = useItems(
    () => choice.datasetId,
    'ready',
    () => null,
    () => set.value?.pictureCount,
  );
  const item = computed(() => items.value.get(choice.place));

  watch(
    sets,
    (known) => {
      // The one that was looked at may have been removed.
      if (set.value === undefined) choice.datasetId = firstOf(known)?.id ?? null;
    },
    { immediate: true },
  );
  watch(
    () => choice.datasetId,
    () => (choice.place = 0),
  );
  // Also when the list was emptied because the set has changed.
  watch([() => choice.place, items], ([place]) => need(place, place), { immediate: true });

  function bringItem({ id: itemId, className }: DatasetItem, datasetName: string): Promise<void> {
    const { detail } = choice;
    return bring(async () => ({
      data: await (detail === 'original'
        ? lab.pictures.original({ itemId, maxSidePx: originalSidePx })
        : lab.pictures.ofItem({ itemId })),
      origin: { kind: 'item', itemId, datasetName, className, detail },
    }));
  }

  watch(
    [() => choice.file, () => item.value?.id, () => choice.detail],
    ([file]) => {
      if (file !== null) {
        data.value = { data: toRaw(file), origin: { kind: 'file' } };
        error.value = null;
      } else if (item.value !== undefined && set.value !== undefined)
        void bringItem(item.value, set.value.name);
      else if (sets.value.length === 0) data.value = null;
    },
    { immediate: true },
  );
  async function openFile(work: () => Promise<PictureData | null>): Promise<void> {
    await bring(async () => {
      const file = await work();
      if (file === null) return null;
      choice.file = markRaw(file);
      return { data: file, origin: { kind: 'file' } };
    });
  }

  return {
    sets,
    set,
    total,
    items,
    need,
    picture,
    hasColors: computed(() => data.value?.data.channels === 3),
    error,
    isOpening,
    openDropped: (files) => openFile(() => lab.pictures.dropped([...files])),
    openChosen: () => openFile(() => lab.pictures.choose()),
  };
}
