/** What the Filters view looks at, one for the panel, the side and every tab: the run, the layer, how it is shown. */
import {
  computed,
  inject,
  provide,
  ref,
  watch,
  type ComputedRef,
  type InjectionKey,
  type Ref,
  type ShallowRef,
} from 'vue';
import type { FilterSet, HealthMark, LayerSummary } from '../../../src-engine';
import type { RunLayer } from '../../../src-main/contract/inspect';
import { lab } from '../../api/lab';
import type { FilterScale } from '../../shared/canvas/paint-filters';
import type { UnitSort } from '../../shared/canvas/unit-order';
import { inspectionCanceller } from '../../shared/composables/inspection-canceller';
import { useAsked, type Asked } from '../../shared/composables/use-asked';
import { useUnitOrder } from '../../shared/composables/use-unit-order';
import { isActive, savedVersion, type LiveRun } from '../../stores/live-run';

export interface Inspection {
  readonly run: ComputedRef<LiveRun | null>;
  /** Layers whose units can be pictured. */
  readonly layers: ComputedRef<readonly LayerSummary[]>;
  /** The layer looked at; null while the run has none. */
  readonly layer: ComputedRef<LayerSummary | null>;
  /** By its index in the network. */
  readonly chooseLayer: (index: number) => void;
  /** Weight of the smoothness of optimised inputs. */
  readonly smoothness: Ref<number>;
  readonly scale: Ref<FilterScale>;
  readonly sort: Ref<UnitSort>;
  /** Pictures and health of the layer as the last checkpoint has it. */
  readonly asked: Asked<RunLayer>;
  /** Changes when a newer checkpoint was saved: then whatever was asked of the run may have another answer. */
  readonly version: ComputedRef<string | null>;
  /** Pictures of the units: of the stream while it brings this layer, else of the answer; null while there are none. */
  readonly filters: ComputedRef<FilterSet | null>;
  /** Whether the pictures are those of the stream. */
  readonly isLive: ComputedRef<boolean>;
  /** The unit at each place; null for the order of the layer. */
  readonly order: ShallowRef<Uint32Array | null>;
  /** The unit under the pointer or the keyboard. */
  readonly selected: Ref<number | null>;
  /** The unit shown large. */
  readonly opened: Ref<number | null>;
  /** The mark of health whose units are picked out. */
  readonly picked: Ref<HealthMark | null>;
}

const inspectionKey: InjectionKey<Inspection> = Symbol('inspection');

const unitLayers: ReadonlySet<string> = new Set(['dense', 'conv2d', 'convTranspose2d']);
/** Of the questions about the layer; see `inspect` of the contract. */
const token = 'filters.layer';

/** Called once, by the view. */
export function provideInspection(run: ComputedRef<LiveRun | null>): Inspection {
  const chosen = ref<number | null>(null);
  const smoothness = ref(0);
  const scale = ref<FilterScale>('unit');
  const sort = ref<UnitSort>('unit');
  const selected = ref<number | null>(null);
  const opened = ref<number | null>(null);
  const picked = ref<HealthMark | null>(null);

  const layers = computed(() => (run.value?.detail?.layers ?? []).filter(({ type }) => unitLayers.has(type)));
  const layer = computed(
    () => layers.value.find(({ index }) => index === chosen.value) ?? layers.value[0] ?? null,
  );
  const about = computed(() => `${run.value?.summary.id ?? ''}/${layer.value?.index ?? ''}`);
  const version = computed(() => (run.value === null ? null : savedVersion(run.value)));
  const runId = computed(() => run.value?.summary.id ?? 0);

  const asked = useAsked<RunLayer>({
    subject: () =>
      layer.value === null || version.value === null ? null : `${about.value}/${smoothness.value}`,
    version: () => version.value,
    ask: () =>
      lab.inspect.layer({
        runId: runId.value,
        token,
        layer: layer.value?.index ?? 0,
        smoothness: smoothness.value,
      }),
    canceller: () => inspectionCanceller(runId.value, token),
  });

  const isLive = computed(() => {
    const now = run.value;
    if (now === null || now.filters?.layer !== layer.value?.index) return false;
    return asked.answer.value === null || (isActive(now.summary) && asked.answer.value.kind !== 'optimised');
  });
  const filters = computed(() =>
    isLive.value ? (run.value?.filters ?? null) : (asked.answer.value?.filters ?? null),
  );
  const order = useUnitOrder(
    () => filters.value,
    () => sort.value,
    () => asked.answer.value,
    () => about.value,
  );

  function chooseLayer(index: number): void {
    chosen.value = index;
  }

  watch(about, () => (selected.value = opened.value = picked.value = null));

  const inspection: Inspection = {
    run,
    layers,
    layer,
    chooseLayer,
    smoothness,
    scale,
    sort,
    asked,
    version,
    filters,
    isLive,
    order,
    selected,
    opened,
    picked,
  };
  provide(inspectionKey, inspection);
  return inspection;
}

/** @throws outside of the Filters view */
export function useInspection(): Inspection {
  const inspection = inject(inspectionKey);
  if (inspection === undefined) throw new Error('Only what lies in the Filters view can look into its run.');
  return inspection;
}
