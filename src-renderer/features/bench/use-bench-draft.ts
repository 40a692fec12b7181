/** The bench being set up: kept while the window is open, started from a demonstration, the Lab, an experiment or a run. */
import { computed, ref, shallowRef, type ComputedRef, type Ref, type ShallowRef } from 'vue';
import type { Experiment } from '../../../src-engine';
import { lab } from '../../api/lab';
import { useDatasetsStore } from '../../stores/datasets';
import { keptDraft } from '../../stores/kept-draft';
import { usePresetsStore } from '../../stores/presets';
import { useRunsStore } from '../../stores/runs';
import { checkBench, draftFromSweep, draftOf, type BenchDraft, type CheckedBench } from './bench-draft';
import { startOptions, type Demonstration, type StartOption } from './bench-starts';

export interface BenchDraftState {
  readonly draft: Ref<BenchDraft | null>;
  readonly checked: ComputedRef<CheckedBench | null>;
  readonly demonstrations: ShallowRef<readonly Demonstration[]>;
  readonly starts: ComputedRef<readonly StartOption[]>;
  /** Value of the start that was taken. */
  readonly start: Ref<string>;
  /** @param value of one of the starts */
  readonly startFrom: (value: string) => Promise<void>;
  /** An earlier bench as it was. */
  readonly take: (draft: BenchDraft) => void;
  readonly load: () => Promise<void>;
}

// Outside the component: going to another view and back loses nothing.
const draft = shallowRef<BenchDraft | null>(null);
const start = ref('');
const demonstrations = shallowRef<readonly Demonstration[]>([]);

export function useBenchDraft(): BenchDraftState {
  const datasets = useDatasetsStore();
  const presets = usePresetsStore();
  const runs = useRunsStore();
  const set = computed(() =>
    draft.value === null ? undefined : datasets.named(draft.value.base.data.dataset),
  );
  const checked = computed(() => (draft.value === null ? null : checkBench(draft.value, set.value)));
  const starts = computed(() => startOptions(demonstrations.value, keptDraft(), presets.presets, runs.list));

  function take(next: BenchDraft): void {
    draft.value = next;
    start.value = '';
  }

  async function startFrom(value: string): Promise<void> {
    const found = await draftFrom(value);
    if (found === null) return;
    draft.value = found;
    start.value = value;
  }

  async function draftFrom(value: string): Promise<BenchDraft | null> {
    const [kind = '', id = ''] = value.split(/:(.*)/s);
    if (kind === 'demo') {
      const demonstration = demonstrations.value.find((candidate) => candidate.id === id);
      return demonstration === undefined ? null : draftFromSweep(demonstration.sweep, demonstration.seeds);
    }
    const experiment = await experimentFrom(kind, id);
    return experiment === null ? null : draftOf(experiment);
  }

  async function experimentFrom(kind: string, id: string): Promise<Experiment | null> {
    if (kind === 'lab') return keptDraft();
    if (kind === 'preset') return presets.find(id)?.experiment ?? null;
    return kind === 'run' ? (await lab.runs.get({ runId: Number(id) })).experiment : null;
  }

  async function load(): Promise<void> {
    demonstrations.value = await lab.sweeps.presets();
    const first = demonstrations.value[0];
    if (draft.value === null && first !== undefined) await startFrom(`demo:${first.id}`);
  }

  return { draft, checked, demonstrations, starts, start, startFrom, take, load };
}
