/** `runs` and `datasets`: what there is. */
import { runQuerySchema } from '../contract/run-history';
import type { RunSummary } from '../contract/runs';
import type { Lab } from '../lab';
import { duration, significant } from './output';
import { withLabForReading, type CliOptions } from './with-lab';

const PAGE = 500;

export interface RunFilter {
  /** Words that all occur in name, note, data set or tags. */
  readonly search?: string;
  readonly tag?: readonly string[];
  readonly state?: readonly string[];
  /** At most so many; all where nothing is said. */
  readonly limit?: number;
}

/** The latest first; pins have no effect on the order. */
export async function listRuns(
  { search = '', tag = [], state = [], limit = Infinity }: RunFilter,
  options: CliOptions,
): Promise<void> {
  const filter = { text: search, tags: tag, states: state, archived: 'with', pinnedFirst: false };
  const runs = await withLabForReading(options, (lab) => Promise.resolve(findRuns(lab, filter, limit)));
  const { output } = options;
  const isFiltered = search !== '' || tag.length > 0 || state.length > 0;
  for (const run of runs) output.event(asObject(run));
  if (runs.length > 0)
    output.table(
      headingOf(runs),
      runs.map((run) => rowOf(run, runs)),
    );
  else if (isFiltered) output.line('No run fits.');
  else output.line('No runs yet. Start one: train EXPERIMENT.json');
}

function findRuns(lab: Lab, filter: object, limit: number): RunSummary[] {
  const found: RunSummary[] = [];
  for (;;) {
    const rest = Math.min(PAGE, limit - found.length);
    if (rest < 1) return found;
    const query = runQuerySchema.parse({ ...filter, offset: found.length, limit: rest });
    const { total, runs } = lab.history.query(query);
    found.push(...runs);
    if (runs.length === 0 || found.length >= total) return found;
  }
}

const hasTags = (runs: readonly RunSummary[]): boolean => runs.some(({ tags }) => tags.length > 0);

function headingOf(runs: readonly RunSummary[]): string[] {
  const heading = ['run', 'name', 'data', 'state', 'epochs', 'loss', 'accuracy', 'time'];
  return hasTags(runs) ? [...heading, 'tags'] : heading;
}

function rowOf(run: RunSummary, all: readonly RunSummary[]): (string | number)[] {
  const metrics = run.test ?? run.lastEpoch?.validation ?? run.lastEpoch?.train ?? null;
  return [
    run.id,
    run.name,
    run.datasetName,
    run.state,
    `${run.epochsDone}/${run.epochsTotal}`,
    metrics === null ? '' : significant(metrics.loss),
    metrics?.accuracy == null ? '' : `${(metrics.accuracy * 100).toFixed(1)} %`,
    duration(run.durationMs / 1000),
    ...(hasTags(all) ? [run.tags.join(', ')] : []),
  ];
}

export async function listDatasets(options: CliOptions): Promise<void> {
  const { output } = options;
  const sets = await withLabForReading(options, (lab) => Promise.resolve(lab.datasets.list()));
  for (const set of sets) {
    output.event({
      datasetId: set.id,
      name: set.name,
      source: set.source,
      state: set.state,
      size: [set.heightPx, set.widthPx],
      channels: set.channels,
      classes: set.classCount,
      pictures: set.pictureCount,
      skipped: set.skippedCount,
    });
  }
  if (sets.length === 0) output.line('No data sets yet. Import a folder: import FOLDER --name NAME');
  else {
    output.table(
      ['name', 'state', 'pictures', 'skipped', 'classes', 'size', 'colour'],
      sets.map((set) => [
        set.name,
        set.state,
        set.pictureCount,
        set.skippedCount,
        set.classCount,
        `${set.heightPx}×${set.widthPx}`,
        set.channels === 1 ? 'grey' : 'RGB',
      ]),
    );
  }
}

function asObject(run: RunSummary): object {
  const { id: runId, name, datasetName: dataset, state, seed, epochsDone, epochsTotal } = run;
  const { parameterCount, lastEpoch, test, trainAtEnd, weightsEpoch, weightsSha256, relaxed, error } = run;
  const seconds = run.durationMs / 1000;
  const createdAt = new Date(run.createdAtMs).toISOString();
  const row = { runId, name, dataset, state, seed, epochsDone, epochsTotal, parameterCount };
  const result = {
    lastEpoch,
    test,
    trainAtEnd,
    seconds,
    createdAt,
    weightsEpoch,
    weightsSha256,
    relaxed,
    error,
  };
  const { tags, note, pinned, archived, priority, originRunId, sweep, changes } = run;
  return { ...row, ...result, tags, note, pinned, archived, priority, originRunId, sweep, changes };
}
