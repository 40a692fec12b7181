/** Short messages over the view: what went wrong or was done, said aloud by a live region. */
import { defineStore } from 'pinia';
import { computed, ref } from 'vue';
import { LabError } from '../api/lab';

/** What can be done about a message, e.g. taken back. */
export interface ToastAction {
  readonly label: string;
  readonly run: () => unknown;
}

export interface Toast {
  readonly id: number;
  readonly kind: 'info' | 'error';
  readonly text: string;
  readonly action: ToastAction | null;
}

/** More would cover the view. */
const mostShown = 4;
const infoMs = 5000;
/** Long enough to notice what was lost, and to reach the button by keyboard. */
const actionMs = 20_000;

export const useToastsStore = defineStore('toasts', () => {
  const toasts = ref<readonly Toast[]>([]);
  /** The newest; older ones that are still there come back as these go. */
  const shown = computed(() => toasts.value.slice(-mostShown));
  let lastId = 0;

  function dismiss(id: number): void {
    toasts.value = toasts.value.filter((toast) => toast.id !== id);
  }

  function add(kind: Toast['kind'], text: string, action: ToastAction | null): void {
    const isSame = (toast: Toast): boolean => action === null && toast.text === text;
    if (shown.value.some(isSame)) return;
    lastId += 1;
    const id = lastId;
    toasts.value = [...toasts.value.filter((toast) => !isSame(toast)), { id, kind, text, action }];
    // An error stays until it was read.
    if (kind === 'info') setTimeout(() => dismiss(id), action === null ? infoMs : actionMs);
  }

  /** @param action is offered as a button until the message goes */
  function info(text: string, action: ToastAction | null = null): void {
    add('info', text, action);
  }

  /** Shows a failure; something the user cancelled is none. */
  function failure(error: unknown): void {
    if (error instanceof LabError && error.kind === 'cancelled') return;
    add('error', error instanceof Error ? error.message : String(error), null);
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

  return { shown, dismiss, info, failure, attempt };
});
