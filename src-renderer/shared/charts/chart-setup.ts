/** The parts of chart.js that line charts need, registered once. */
import {
  Chart,
  Filler,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
  type ChartConfiguration,
} from 'chart.js';

Chart.register(Filler, LineController, LineElement, PointElement, LinearScale, LogarithmicScale);

export { Chart };
export type LineConfiguration = ChartConfiguration<'line', { x: number; y: number }[]>;
export type LineChartOf = Chart<'line', { x: number; y: number }[]>;
