/** Data sets and running imports, kept fresh by main's messages. */
import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import type { DatasetSummary, ImportOptions, ImportProgress } from '../../src-main/contract/datasets';
import { lab } from '../api/lab';
import { asTheyWillBe, notYetGenerated } from './built-in-sets';
import { useToastsStore } from './toasts';

/** A running or just ended import: the latest message and the pictures it brought so far, newest first. */
export interface ImportState {
  readonly progress: ImportProgress;
  readonly newestItemIds: readonly number[];
}

const newestKept = 240;

export const defaultImportOptions: ImportOptions = { size: 'auto', color: 'grey', fit: 'cover' };

export const useDatasetsStore = defineStore('datasets', () => {
  const toasts = useToastsStore();
  const datasets = shallowRef<readonly DatasetSummary[]>([]);
  const loaded = ref(false);
  const imports = shallowRef<ReadonlyMap<number, ImportState>>(new Map());
  const runningImport = computed(
    () => [...imports.value.values()].find(({ progress }) => progress.state === 'importing') ?? null,
  );
  let loads = 0;

  async function load(): Promise<void> {
    loads += 1;
    const mine = loads;
    const list = await lab.datasets.list();
    // An answer that was overtaken by a later question is old.
    if (mine !== loads) return;
    datasets.value = [...asTheyWillBe(list), ...notYetGenerated(list)];
    loaded.value = true;
  }

  function receive(progress: ImportProgress): void {
    const before = imports.value.get(progress.datasetId);
    if (before && before.progress.seq >= progress.seq) return;
    const newest = [...progress.newItemIds].reverse().concat(before?.newestItemIds ?? []);
    imports.value = new Map(imports.value).set(progress.datasetId, {
      progress,
      newestItemIds: newest.slice(0, newestKept),
    });
    if (progress.state !== 'importing') void toasts.attempt(load);
  }

  function find(id: number | null): DatasetSummary | undefined {
    return datasets.value.find((set) => set.id === id);
  }

  function named(name: string): DatasetSummary | undefined {
    return datasets.value.find((set) => set.name === name);
  }

  /** Imports a registered folder; the answer comes at once, the work goes on in the background. */
  async function importRoot(rootId: string, options: ImportOptions): Promise<number> {
    const { datasetId } = await lab.datasets.import({ rootId, options });
    await load();
    return datasetId;
  }

  /** The first dropped folder; several folders would be several sets, so only one is taken. */
  async function importDropped(files: readonly File[], options: ImportOptions): Promise<number | null> {
    const [root] = await lab.datasets.dropped([...files]);
    return root === undefined ? null : importRoot(root.rootId, options);
  }

  /** Asks for a folder; null when the user cancels. */
  async function importChosen(options: ImportOptions): Promise<number | null> {
    const root = await lab.datasets.chooseFolder();
    return root === null ? null : importRoot(root.rootId, options);
  }

  async function remove(id: number): Promise<void> {
    await lab.datasets.remove({ datasetId: id });
    await load();
  }

  function listen(): void {
    lab.datasets.importProgress(receive);
    lab.datasets.changed(() => void toasts.attempt(load));
  }

  return {
    datasets,
    loaded,
    imports,
    runningImport,
    load,
    receive,
    find,
    named,
    importDropped,
    importChosen,
    remove,
    listen,
  };
});
