/** The draft of the next run: kept over reloads, checked at every change, its output size fitted to its data. */
import { computed, ref, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue';
import type { Experiment, LayerSummary } from '../../../src-engine';
import type { DatasetSummary } from '../../../src-main/contract/datasets';
import type { Preset } from '../../../src-main/contract/runs';
import { inputShapeOf } from '../../shared/experiment/input-shape';
import { useDatasetsStore } from '../../stores/datasets';
import { keepDraft, keptDraft } from '../../stores/kept-draft';
import { learnEdgesId, usePresetsStore } from '../../stores/presets';
import { checkDraft, editableCopy, fitOutput, type CheckedDraft, type Draft, type Problem } from './draft';
import { setWords } from '../../shared/text/set-words';

export interface DraftState {
  readonly draft: Ref<Draft | null>;
  readonly presetId: Ref<string>;
  readonly set: ComputedRef<DatasetSummary | undefined>;
  readonly checked: ComputedRef<CheckedDraft | null>;
  /** Of the latest draft that was right. */
  readonly layers: ShallowRef<readonly LayerSummary[]>;
  /** What main said against it when it was started; gone with the next change. */
  readonly refusal: Ref<Problem | null>;
  /** The run whose settings it began with; null where it began with a preset or a set. */
  readonly originRunId: Ref<number | null>;
  /** @param originRunId the run that these settings are of */
  readonly load: (experiment: Experiment, originRunId?: number | null) => void;
  readonly usePreset: (preset: Preset) => void;
  readonly useSet: (name: string) => void;
}

const kept = keptDraft();
const draft = ref<Draft | null>(kept === null ? null : editableCopy(kept));
const presetId = ref('');
const originRunId = ref<number | null>(null);
const refusal = ref<Problem | null>(null);
const layers = shallowRef<readonly LayerSummary[]>([]);

/** A classifier for pictures in classes, an autoencoder for everything else. */
function presetFor(presets: readonly Preset[], set: DatasetSummary): Preset | undefined {
  const small = set.heightPx * set.widthPx <= 64 * 64;
  const target = set.classCount >= 2 && small ? 'labels' : 'input';
  const suitable = presets.filter(({ experiment }) => experiment.objective.target === target);
  return suitable.find((preset) => preset.id === learnEdgesId) ?? suitable[0] ?? presets[0];
}

/** What the size of the output follows from, and the layer that has it. */
function whatOutputFollows({ objective, ...draft }: Draft, set: DatasetSummary): readonly unknown[] {
  const { classCount } = set;
  return [objective.target, ...inputShapeOf(draft, set), classCount, draft.network.layers.at(-1)];
}

export function useDraft(): DraftState {
  const datasets = useDatasetsStore();
  const presets = usePresetsStore();
  const set = computed(() => (draft.value === null ? undefined : datasets.named(draft.value.data.dataset)));
  const checked = computed(() => (draft.value === null ? null : checkDraft(draft.value, set.value)));
  // While something is wrong the picture of the network stays what it was.
  watch(
    checked,
    (now) => {
      if (now?.experiment) layers.value = now.layers;
    },
    { immediate: true },
  );

  function load(experiment: Experiment, origin: number | null = null): void {
    draft.value = editableCopy(experiment);
    originRunId.value = origin;
    presetId.value = '';
  }

  function usePreset(preset: Preset): void {
    const chosen = set.value;
    load(preset.experiment);
    presetId.value = preset.id;
    const next = draft.value;
    if (next === null) return;
    const needsClasses = next.objective.target === 'labels';
    const suits = (candidate: DatasetSummary): boolean =>
      (candidate.source === 'sample' || (candidate.state !== 'importing' && candidate.pictureCount > 0)) &&
      (!needsClasses || candidate.classCount >= 2);
    // The set somebody chose stays; a preset's own set is only a proposal.
    const own = datasets.named(next.data.dataset);
    const keep = chosen?.source === 'folder' && suits(chosen) ? chosen : own;
    const found = keep && suits(keep) ? keep : datasets.datasets.find(suits);
    if (found) next.data.dataset = found.name;
  }

  function useSet(name: string): void {
    const wanted = datasets.named(name);
    if (wanted === undefined) return;
    const preset = presetFor(presets.presets, wanted);
    if (preset) {
      load(preset.experiment);
      presetId.value = preset.id;
    }
    if (draft.value === null) return;
    if (draft.value.data.dataset !== name) {
      // The preset's sentence is about its own pictures.
      draft.value.description = '';
      draft.value.name = `${draft.value.name}, ${setWords(name)}`;
      draft.value.data.dataset = name;
    }
    if (draft.value.data.mode === 'patches') {
      const [height, width] = draft.value.data.patchSize;
      draft.value.data.patchSize = [Math.min(height, wanted.heightPx), Math.min(width, wanted.widthPx)];
    }
  }

  watch(
    () => presets.presets,
    (list) => {
      const first = list.find((preset) => preset.id === learnEdgesId) ?? list[0];
      if (draft.value === null && first) usePreset(first);
    },
    { immediate: true },
  );
  watch(
    () => (draft.value && set.value ? whatOutputFollows(draft.value, set.value) : null),
    () => {
      if (draft.value && set.value) fitOutput(draft.value, set.value);
    },
    { immediate: true },
  );
  watch(
    draft,
    (value) => {
      refusal.value = null;
      if (value !== null) keepDraft(value);
    },
    { deep: true },
  );

  return { draft, presetId, set, checked, layers, refusal, originRunId, load, usePreset, useSet };
}
