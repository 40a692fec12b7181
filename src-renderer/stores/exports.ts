/** What is to be exported: any view asks for it, the dialog over all of them does it. */
import { defineStore } from 'pinia';
import { ref, shallowRef } from 'vue';
import type { RunSummary } from '../../src-main/contract/runs';

export type ExportedRun = Pick<RunSummary, 'id' | 'name'>;

export const useExportsStore = defineStore('exports', () => {
  const open = ref(false);
  /** One of them is exported at a time; the first is offered. */
  const runs = shallowRef<readonly ExportedRun[]>([]);

  /** While an export is under way the dialog shows that one, whatever is asked for. */
  function show(asked: readonly ExportedRun[]): void {
    if (!busy.value && asked.length > 0) runs.value = asked.map(({ id, name }) => ({ id, name }));
    open.value = true;
  }

  /** An export is under way. */
  const busy = ref(false);

  return { open, runs, busy, show };
});
