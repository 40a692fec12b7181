/** `compare RUN RUN…`: in what runs differ, side by side: settings, figures, cost. */
import {
  comparedMetrics,
  metricInWords,
  metricNumber,
  metricUnit,
  settingAt,
  settingsDiff,
  type SettingValue,
} from '../../src-engine';
import { AppError } from '../contract/errors';
import type { RunDetail } from '../contract/runs';
import type { Figures } from '../contract/sweeps';
import { figuresSoFar } from '../sweeps/figures';
import { duration, rate } from './output';
import { withLabForReading, type CliOptions } from './with-lab';

/** @throws AppError('notFound' | 'validation') when a run is not there, or there is only one */
export async function compareRuns(runIds: readonly number[], options: CliOptions): Promise<void> {
  const { output } = options;
  const runs = await withLabForReading(options, (lab) =>
    Promise.resolve(runIds.map((id) => lab.runs.get(id))),
  );
  const [first, ...others] = runs;
  if (first === undefined || others.length === 0) {
    throw new AppError('validation', 'Give two runs or more to compare, by their numbers.');
  }
  const paths = [
    ...new Set(
      others.flatMap((run) => settingsDiff(first.experiment, run.experiment).map(({ path }) => path)),
    ),
  ];
  const settings = paths.map((path) => ({
    path,
    values: runs.map((run) => settingAt(run.experiment, path)),
  }));
  const figures = runs.map(figuresSoFar);
  output.table(['', ...runs.map(({ id }) => `run ${id}`)], rowsOf(runs, settings, figures));
  if (settings.length === 0) output.line('All settings are equal.');
  output.line(
    'Single runs also differ by chance: `sweep` trains arms at several seeds and says what that shows.',
  );
  output.event({
    event: 'done',
    runs: runs.map((run, index) => ({ ...asObject(run), figures: figures[index] })),
    settings,
  });
}

type Row = readonly (string | number)[];

function rowsOf(
  runs: readonly RunDetail[],
  settings: readonly { readonly path: string; readonly values: readonly SettingValue[] }[],
  figures: readonly Figures[],
): Row[] {
  const measured = comparedMetrics.filter(
    (metric) => metric !== 'seconds' && figures.some((one) => one[metric] !== undefined),
  );
  return [
    ['name', ...runs.map(({ name }) => name)],
    ['state', ...runs.map(({ state }) => state)],
    ...settings.map(({ path, values }): Row => [path, ...values.map(inWords)]),
    ...measured.map((metric): Row => {
      const cells = figures.map((one) => one[metric]);
      const text = (value: number): string => `${metricNumber(metric, value)}${metricUnit(metric)}`;
      return [metricInWords(metric), ...cells.map((value) => (value === undefined ? '' : text(value)))];
    }),
    ['epochs', ...runs.map(({ epochsDone, epochsTotal }) => `${epochsDone}/${epochsTotal}`)],
    [
      'parameters',
      ...runs.map(({ parameterCount }) => (parameterCount === null ? '' : rate(parameterCount))),
    ],
    ['training time', ...runs.map(({ durationMs }) => duration(durationMs / 1000))],
    [
      'samples/s',
      ...runs.map(({ lastEpoch }) => (lastEpoch === null ? '' : rate(lastEpoch.samplesPerSecond))),
    ],
  ];
}

function inWords(value: SettingValue): string {
  if (value === null) return '–';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function asObject({
  id: runId,
  name,
  state,
  seed,
  epochsDone,
  epochsTotal,
  parameterCount,
  durationMs,
}: RunDetail): object {
  return { runId, name, state, seed, epochsDone, epochsTotal, parameterCount, seconds: durationMs / 1000 };
}
