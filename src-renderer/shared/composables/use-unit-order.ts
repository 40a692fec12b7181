/** The order of the units in a grid; tiles that change places all the time cannot be watched, so it is renewed seldom. */
import { shallowRef, watch, type ShallowRef } from 'vue';
import type { FilterSet } from '../../../src-engine';
import { orderUnits, type KnownOfLayer, type UnitSort } from '../canvas/unit-order';

/** While nothing but the filters changes. */
const steadyMs = 2000;

/**
 * @param known what the last look into the layer told
 * @param about what is sorted, e.g. run and layer; another is sorted at once
 * @returns the unit at each place, null for the order of the layer
 */
export function useUnitOrder(
  filters: () => FilterSet | null,
  sort: () => UnitSort,
  known: () => KnownOfLayer | null,
  about: () => string,
): ShallowRef<Uint32Array | null> {
  const order = shallowRef<Uint32Array | null>(null);
  let sortedAtMs = -Infinity;

  function renew(): void {
    const now = filters();
    order.value = now === null ? null : orderUnits(now, sort(), known());
    sortedAtMs = performance.now();
  }

  watch([sort, known, about, () => filters() === null], renew, { immediate: true });
  watch(filters, () => {
    if (performance.now() - sortedAtMs >= steadyMs) renew();
  });

  return order;
}
