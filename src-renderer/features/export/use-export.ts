/** One export at a time: asked for in the dialog, made by main, kept until the next; it goes on while the dialog is closed. */
import { computed, shallowRef, useId, watch, type ComputedRef, type ShallowRef } from 'vue';
import type {
  ExportFormatId,
  ExportOptions,
  ExportProgress,
  ExportResult,
} from '../../../src-main/contract/exports';
import { LabError, lab } from '../../api/lab';
import { useExportsStore } from '../../stores/exports';
import { useToastsStore } from '../../stores/toasts';

/** asking: the system's dialog is open. */
export type ExportPhase =
  | { readonly kind: 'idle' }
  | { readonly kind: 'asking' }
  | { readonly kind: 'working'; readonly stage: ExportProgress['stage']; readonly progress: number }
  | { readonly kind: 'done'; readonly result: ExportResult }
  | { readonly kind: 'failed'; readonly message: string };

export interface ExportTask {
  readonly runId: number;
  readonly format: ExportFormatId;
  readonly options: Partial<ExportOptions>;
}

export interface ExportState {
  readonly phase: ShallowRef<ExportPhase>;
  readonly busy: ComputedRef<boolean>;
  readonly write: (task: ExportTask) => Promise<void>;
  readonly cancel: () => void;
  /** Forgets what came of the last export; does nothing while one is under way. */
  readonly reset: () => void;
}

export function useExport(): ExportState {
  const store = useExportsStore();
  const toasts = useToastsStore();
  const token = useId();
  const phase = shallowRef<ExportPhase>({ kind: 'idle' });
  const busy = computed(() => phase.value.kind === 'asking' || phase.value.kind === 'working');
  watch(busy, (isBusy) => (store.busy = isBusy), { flush: 'sync' });

  /** The corner of the window says what the closed dialog cannot. */
  function tell(text: string): void {
    if (!store.open) toasts.info(text, { label: 'Show', run: () => store.show([]) });
  }

  async function write(task: ExportTask): Promise<void> {
    if (busy.value) return;
    phase.value = { kind: 'asking' };
    const end = lab.exports.progress(({ token: of, stage, progress }) => {
      if (of === token && busy.value) phase.value = { kind: 'working', stage, progress };
    });
    try {
      const result = await lab.exports.write({ ...task, token });
      phase.value = result === null ? { kind: 'idle' } : { kind: 'done', result };
      if (result !== null) tell(`Exported ${result.files[0] ?? 'the run'}.`);
    } catch (error) {
      const isCancelled = error instanceof LabError && error.kind === 'cancelled';
      const message = error instanceof Error ? error.message : String(error);
      phase.value = isCancelled ? { kind: 'idle' } : { kind: 'failed', message };
      if (!isCancelled) tell('The export failed.');
    } finally {
      end();
    }
  }

  return {
    phase,
    busy,
    write,
    cancel: () => void toasts.attempt(() => lab.exports.cancel({ token })),
    reset: () => {
      if (!busy.value) phase.value = { kind: 'idle' };
    },
  };
}
