/** `runs` and `datasets`: what there is. */
import type { RunSummary } from '../contract/runs';
import { duration, significant } from './output';
import { withLabForReading, type CliOptions } from './with-lab';

export async function listRuns(options: CliOptions): Promise<void> {
  const runs = await withLabForReading(options, (lab) => Promise.resolve(lab.runs.list()));
  const { output } = options;
  for (const run of runs) output.event(asObject(run));
  if (runs.length === 0) output.line('No runs yet. Start one: train EXPERIMENT.json');
  else {
    output.table(
      ['run', 'name', 'data', 'state', 'epochs', 'loss', 'accuracy', 'time'],
      runs.map((run) => {
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
        ];
      }),
    );
  }
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
  const { parameterCount, lastEpoch, test, weightsEpoch, weightsSha256, relaxed, error } = run;
  const seconds = run.durationMs / 1000;
  const createdAt = new Date(run.createdAtMs).toISOString();
  const row = { runId, name, dataset, state, seed, epochsDone, epochsTotal, parameterCount };
  return { ...row, lastEpoch, test, seconds, createdAt, weightsEpoch, weightsSha256, relaxed, error };
}
