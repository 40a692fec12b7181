/** A learned layer of a run over the picture: all its maps by the explorer workers, in an order, and one unit that is looked at. */
import { computed, ref, watch, type ComputedRef, type Ref } from 'vue';
import type { FeatureMap, LayerMaps, MeasuredMap } from '../../../src-engine';
import { explorerTeam } from '../../explorer/explorer';
import { askLayer, type LayerAnswer, type LayerQuestion } from '../../explorer/layer-team';
import { useAnswer, useLatest } from '../../explorer/use-answer';
import type { ShownPicture } from '../../shared/pictures/picture';
import { formatCounted, formatShape } from '../../shared/text/format';
import { preparationWords } from './layer-words';
import { useRunChoice, type RunChoice } from './use-run-choice';

export type MapSort = 'unit' | 'maximum' | 'mean';

export interface LayerLook extends Pick<RunChoice, 'runs' | 'run' | 'chooseRun' | 'network'> {
  /** The maps, and the picture they belong to. */
  readonly found: ComputedRef<{ readonly answer: LayerAnswer; readonly picture: FeatureMap } | null>;
  readonly words: ComputedRef<readonly string[]>;
  readonly progress: Ref<number | null>;
  /** What was computed, and how long it took. */
  readonly text: ComputedRef<string>;
  readonly error: ComputedRef<string | null>;
  /** Longer side of the small maps that the stage has room for, in device pixels; 0 until it knows. */
  readonly smallSide: Ref<number>;
  readonly sort: Ref<MapSort>;
  /** The unit at each place. */
  readonly order: ComputedRef<readonly number[]>;
  readonly unit: Ref<number>;
  /** The whole map of the unit, once it is there. */
  readonly unitMap: ComputedRef<MeasuredMap | null>;
}

export function useLayer(picture: () => ShownPicture | null): LayerLook {
  const {
    runs,
    run,
    runId,
    chooseRun,
    network,
    error: networkError,
  } = useRunChoice(() => picture() !== null);
  const smallSide = ref(0);
  const sort = ref<MapSort>('maximum');
  const unit = ref(0);
  watch(runId, () => (unit.value = 0));
  // They get ready while the network is fetched.
  watch(
    () => picture() !== null,
    (isShown) => isShown && explorerTeam.forEach((worker) => worker.start()),
  );

  const input = computed(() =>
    network.value === null
      ? null
      : { preprocessing: network.value.preprocessing, whiteningScale: network.value.whiteningScale },
  );
  const question = computed(() => {
    const seen = picture();
    if (seen === null || network.value === null || input.value === null || smallSide.value === 0) return null;
    const { height, width, channels, values } = seen;
    const { experiment, sampleShape, classNames, checkpoint } = network.value;
    return {
      picture: { height, width, channels, values },
      source: { experiment, sampleShape, classCount: classNames.length, checkpoint },
      input: input.value,
      smallSide: smallSide.value,
    };
  });
  const maps = useLatest(
    (asked: LayerQuestion, options) => askLayer(explorerTeam, asked, options),
    () => question.value,
  );
  const found = computed(() => {
    const { answer, answered } = maps;
    if (answer.value === null || answered.value === null) return null;
    return { answer: answer.value, picture: answered.value.picture };
  });
  const order = computed(() => (found.value === null ? [] : inOrder(found.value.answer.maps, sort.value)));
  // The strongest unit is the first that is looked at.
  watch(order, (places, before) => {
    if (before.length !== places.length) unit.value = places[0] ?? 0;
  });
  const unitQuestion = computed(() => {
    if (found.value === null) return null;
    const { key, maps: all } = found.value.answer;
    return { key, unit: Math.min(unit.value, all.units - 1) };
  });
  const one = useAnswer('unitMap', () => unitQuestion.value);

  return {
    runs,
    run,
    chooseRun,
    network,
    found,
    words: computed(() =>
      found.value === null || input.value === null
        ? []
        : preparationWords(input.value, found.value.answer.learned.perWindow),
    ),
    progress: maps.progress,
    text: computed(() => (found.value === null ? '' : inWords(found.value.answer))),
    error: computed(() => networkError.value ?? maps.error.value ?? one.error.value),
    smallSide,
    sort,
    order,
    unit,
    unitMap: computed(() =>
      one.answered.value?.unit === unitQuestion.value?.unit &&
      one.answered.value?.key === unitQuestion.value?.key
        ? one.answer.value
        : null,
    ),
  };
}

function inWords({ maps: { units, height, width }, durationMs }: LayerAnswer): string {
  return `${formatCounted(units, 'map')} of ${formatShape([height, width])} in ${(durationMs / 1000).toFixed(2)} s`;
}

/** Units by what is asked for, the largest first. */
function inOrder({ units, maxima, means }: LayerMaps, sort: MapSort): number[] {
  const places = Array.from({ length: units }, (_, index) => index);
  if (sort === 'unit') return places;
  const by = sort === 'maximum' ? maxima : means;
  return places.sort((a, b) => (by[b] ?? 0) - (by[a] ?? 0) || a - b);
}
