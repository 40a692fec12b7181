/** How curves are looked at; it outlives the view, so that whoever comes back finds it as it was. */
import { reactive } from 'vue';
import type { CurveAxis, Metric } from './curves';

interface CurveSettings {
  metric: Metric;
  axis: CurveAxis;
  /** β of the moving average, in [0, 1). */
  smoothing: number;
  xScale: 'linear' | 'log';
  yScale: 'linear' | 'log';
}

export const curveSettings = reactive<CurveSettings>({
  metric: 'loss',
  axis: 'epoch',
  smoothing: 0,
  xScale: 'linear',
  yScale: 'linear',
});
