/** A model or bundle from elsewhere: views ask for one, or it is dropped anywhere; the sheet over them shows what is inside. */
import { defineStore } from 'pinia';
import { ref, shallowRef } from 'vue';
import type { ModelInspection } from '../../src-main/contract/model-imports';
import { lab } from '../api/lab';
import { useToastsStore } from './toasts';

export const useModelImportsStore = defineStore('modelImports', () => {
  const toasts = useToastsStore();
  const open = ref(false);
  /** A file is being asked for or looked at. */
  const looking = ref(false);
  const inspection = shallowRef<ModelInspection | null>(null);

  /** What cannot be read is said in the corner: there is nothing to show in a sheet. */
  async function look(ask: () => Promise<ModelInspection | null>): Promise<void> {
    if (looking.value) return;
    looking.value = true;
    await toasts.attempt(async () => {
      const seen = await ask();
      if (seen === null) return;
      inspection.value = seen;
      open.value = true;
    });
    looking.value = false;
  }

  return {
    open,
    looking,
    inspection,
    /** By the system's dialog. */
    choose: () => look(() => lab.modelImports.choose()),
    dropped: (files: readonly File[]) => look(() => lab.modelImports.dropped([...files])),
  };
});
