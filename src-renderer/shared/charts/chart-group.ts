/** What charts over the same x have in common: where the crosshair stands, and which part of x they show. */
import { inject, provide, ref, shallowRef, type InjectionKey, type Ref, type ShallowRef } from 'vue';
import type { Range } from './axis-range';

export interface ChartGroup {
  /** Place of the crosshair along x; null where there is none. */
  readonly at: Ref<number | null>;
  /** The part of x that is shown; null for all of it. */
  readonly view: ShallowRef<Range | null>;
}

const groupKey: InjectionKey<ChartGroup> = Symbol('chart group');

function createGroup(): ChartGroup {
  return { at: ref(null), view: shallowRef(null) };
}

/** All charts within the calling component have one crosshair and one view of x. */
export function provideChartGroup(): ChartGroup {
  const group = createGroup();
  provide(groupKey, group);
  return group;
}

/** The group around the calling chart, or one of its own. */
export function useChartGroup(): ChartGroup {
  return inject(groupKey, createGroup, true);
}
