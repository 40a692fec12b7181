/** The parts of chart.js that line charts need, registered once: its axes. The lines are our own. */
import { Chart, LinearScale, LineController, LogarithmicScale, type ChartConfiguration } from 'chart.js';

Chart.register(LineController, LinearScale, LogarithmicScale);

export { Chart };
export type LineConfiguration = ChartConfiguration<'line', { x: number; y: number }[]>;
export type LineChartOf = Chart<'line', { x: number; y: number }[]>;
