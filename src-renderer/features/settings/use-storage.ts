/** What the lab keeps on disk, asked again after whatever changes it. */
import { onMounted, ref, shallowRef, type Ref, type ShallowRef } from 'vue';
import type { Backup, Usage } from '../../../src-main/contract/storage';
import { lab } from '../../api/lab';
import { useToastsStore } from '../../stores/toasts';

export interface Storage {
  readonly usage: ShallowRef<Usage | null>;
  readonly backups: ShallowRef<readonly Backup[]>;
  readonly busy: Ref<boolean>;
  /** Does work and looks again; what fails is shown. */
  readonly go: (work: () => Promise<unknown>) => Promise<void>;
}

export function useStorage(): Storage {
  const toasts = useToastsStore();
  const usage = shallowRef<Usage | null>(null);
  const backups = shallowRef<readonly Backup[]>([]);
  const busy = ref(false);

  async function go(work: () => Promise<unknown>): Promise<void> {
    busy.value = true;
    await toasts.attempt(async () => {
      await work();
      usage.value = await lab.storage.usage();
      backups.value = await lab.storage.backups();
    });
    busy.value = false;
  }

  onMounted(() => go(() => Promise.resolve()));
  return { usage, backups, busy, go };
}
