/** The order of the units in a grid: worked out beside the drawing, and renewed seldom while the filters change. */
import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue';
import type { FilterSet } from '../../../src-engine';
import { orderUnits, type UnitSort } from '../canvas/unit-order';

/** Tiles that change places all the time cannot be watched. */
const steadyMs = 2000;

function nextFrame(): Promise<void> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => setTimeout(resolve));
  });
}

/**
 * @param about what the order is of; another run or layer is sorted at once, new filters of the same one at leisure
 * @returns the unit at each place, null for the order of the layer
 */
export function useUnitOrder(
  filters: () => FilterSet | null,
  sort: () => UnitSort,
  about: () => unknown,
): ShallowRef<Uint32Array | null> {
  const order = shallowRef<Uint32Array | null>(null);
  let asked = 0;
  let sortedAtMs = -Infinity;
  let waiting: ReturnType<typeof setTimeout> | undefined;

  async function renew(): Promise<void> {
    clearTimeout(waiting);
    waiting = undefined;
    asked += 1;
    const mine = asked;
    sortedAtMs = performance.now();
    const now = filters();
    if (now === null) return;
    const next = await orderUnits(now, sort(), async () => {
      await nextFrame();
      return mine === asked;
    });
    if (mine === asked) order.value = next;
  }

  watch([sort, about, () => filters()?.units], () => void renew(), { immediate: true });
  watch(filters, () => {
    if (sort() === 'unit' || waiting !== undefined) return;
    const dueMs = Math.max(0, sortedAtMs + steadyMs - performance.now());
    waiting = setTimeout(() => void renew(), dueMs);
  });
  onScopeDispose(() => {
    asked += 1;
    clearTimeout(waiting);
  });

  return order;
}
