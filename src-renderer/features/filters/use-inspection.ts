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
import type { FilterSet, LayerSummary } from '../../../src-engine';
import type { FilterScale } from '../../shared/canvas/paint-filters';
import type { UnitSort } from '../../shared/canvas/unit-order';
import { useUnitOrder } from '../../shared/composables/use-unit-order';
import type { LiveRun } from '../../stores/live-run';

export interface Inspection {
  readonly run: ComputedRef<LiveRun | null>;
  /** Layers whose units can be pictured. */
  readonly layers: ComputedRef<readonly LayerSummary[]>;
  /** The layer looked at; null while the run has none. */
  readonly layer: ComputedRef<LayerSummary | null>;
  /** By its index in the network. */
  readonly chooseLayer: (index: number) => void;
  readonly scale: Ref<FilterScale>;
  readonly sort: Ref<UnitSort>;
  /** Pictures of the units of the layer; null while there are none. */
  readonly filters: ComputedRef<FilterSet | null>;
  /** The unit at each place; null for the order of the layer. */
  readonly order: ShallowRef<Uint32Array | null>;
  /** The unit under the pointer or the keyboard. */
  readonly selected: Ref<number | null>;
  /** The unit shown large. */
  readonly opened: Ref<number | null>;
}

const inspectionKey: InjectionKey<Inspection> = Symbol('inspection');

const unitLayers: ReadonlySet<string> = new Set(['dense', 'conv2d', 'convTranspose2d']);

/** Called once, by the view. */
export function provideInspection(run: ComputedRef<LiveRun | null>): Inspection {
  const chosen = ref<number | null>(null);
  const scale = ref<FilterScale>('unit');
  const sort = ref<UnitSort>('unit');
  const selected = ref<number | null>(null);
  const opened = ref<number | null>(null);

  const layers = computed(() => (run.value?.detail?.layers ?? []).filter(({ type }) => unitLayers.has(type)));
  const layer = computed(
    () => layers.value.find(({ index }) => index === chosen.value) ?? layers.value[0] ?? null,
  );
  const filters = computed(() => {
    const live = run.value?.filters ?? null;
    return live?.layer === layer.value?.index ? live : null;
  });
  const about = computed(() => `${run.value?.summary.id ?? ''}/${layer.value?.index ?? ''}`);
  const order = useUnitOrder(
    () => filters.value,
    () => sort.value,
    () => about.value,
  );

  function chooseLayer(index: number): void {
    chosen.value = index;
  }

  watch(about, () => (selected.value = opened.value = null));

  const inspection = { run, layers, layer, chooseLayer, scale, sort, filters, order, selected, opened };
  provide(inspectionKey, inspection);
  return inspection;
}

/** @throws outside of the Filters view */
export function useInspection(): Inspection {
  const inspection = inject(inspectionKey);
  if (inspection === undefined) throw new Error('Only what lies in the Filters view can look into its run.');
  return inspection;
}
