/** Short messages over the view: what went wrong or was done, said aloud by a live region. */
import { defineStore } from 'pinia';
import { ref } from 'vue';
import { LabError } from '../api/lab';

export interface Toast {
  readonly id: number;
  readonly kind: 'info' | 'error';
  readonly text: string;
}

const infoMs = 5000;

export const useToastsStore = defineStore('toasts', () => {
  const toasts = ref<readonly Toast[]>([]);
  let lastId = 0;

  function dismiss(id: number): void {
    toasts.value = toasts.value.filter((toast) => toast.id !== id);
  }

  function add(kind: Toast['kind'], text: string): void {
    if (toasts.value.some((toast) => toast.text === text)) return;
    lastId += 1;
    const id = lastId;
    toasts.value = [...toasts.value.slice(-3), { id, kind, text }];
    // An error stays until it was read.
    if (kind === 'info') setTimeout(() => dismiss(id), infoMs);
  }

  function info(text: string): void {
    add('info', text);
  }

  /** Shows a failure; something the user cancelled is none. */
  function failure(error: unknown): void {
    if (error instanceof LabError && error.kind === 'cancelled') return;
    add('error', error instanceof Error ? error.message : String(error));
  }

  /** Runs work whose failure the user should see; true when it succeeded. */
  async function attempt(work: () => Promise<unknown>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      failure(error);
      return false;
    }
  }

  return { toasts, dismiss, info, failure, attempt };
});
