/** Smoothing of curves by an exponential moving average. */
import type { ChartPoint } from '../../shared/charts/series';

/**
 * The moving average s_t = β s_{t−1} + (1 − β) y_t from s_0 = 0, divided by 1 − β^t, so that its beginning is not drawn to
 * zero: the first value stays as it is. Values that are not finite are left out of the average and of the result.
 * @param beta in [0, 1); 0 changes nothing
 * @see Kingma & Ba 2015, §3 on the correction of the bias
 */
export function smoothed(points: readonly ChartPoint[], beta: number): readonly ChartPoint[] {
  if (beta <= 0) return points;
  let sum = 0;
  let weight = 0;
  const averaged: ChartPoint[] = [];
  // Twenty runs of a thousand epochs are smoothed anew at every step of a slider: no list for every point.
  for (const { x, y } of points) {
    if (!Number.isFinite(y)) continue;
    sum = beta * sum + (1 - beta) * y;
    weight = beta * weight + (1 - beta);
    averaged.push({ x, y: sum / weight });
  }
  return averaged;
}
