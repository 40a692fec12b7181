/** `import-model FILE`: a model of another program becomes a finished run, and a bundle the run it was. */
import { resolve } from 'node:path';
import { AppError } from '../contract/errors';
import { modelKindNames, type ModelInspection } from '../contract/model-imports';
import type { Lab } from '../lab';
import { findSet } from './find-set';
import { significant, type Output } from './output';
import { withLab, type CliOptions } from './with-lab';

export interface ImportModelOptions {
  readonly dataset?: string;
  readonly name?: string;
}

/** @throws AppError where the file is no model, or no data set fits it */
export async function importModel(
  file: string,
  { dataset, name }: ImportModelOptions,
  options: CliOptions,
): Promise<void> {
  const { output } = options;
  await withLab(options, async (lab) => {
    const found = await lab.modelImports.inspect(resolve(file));
    const { kind, input, layers, parameters, bytes } = found;
    output.line(
      `${modelKindNames[kind]}: ${input.height}×${input.width}×${input.channels}, ${layers.length} layers, ` +
        `${parameters.toLocaleString('en')} parameters, ${bytes.toLocaleString('en')} bytes`,
    );
    for (const layer of layers) output.line(`  ${layer.name}: ${layer.description}`);
    if (kind === 'bundle') {
      await openBundle(lab, found, output);
      return;
    }
    const datasetId = dataset === undefined ? suggested(lab, found) : findSet(lab, dataset).id;
    const { runId, proof, notes } = await lab.modelImports.import(found.token, datasetId, name ?? found.name);
    const run = lab.runs.get(runId);
    const { name: runName, datasetName, epochsDone: epoch } = run;
    output.event({
      event: 'done',
      runId,
      name: runName,
      dataset: datasetName,
      kind,
      epoch,
      parameters,
      proof,
      notes,
    });
    output.line(`Run ${runId}, "${runName}", on ${datasetName} after epoch ${epoch}`);
    output.line(
      `On ${proof.samples} pictures it says what the file says: largest difference ${significant(proof.maxDifference)} ` +
        `(${significant(proof.relativeDifference)} of the largest output)`,
    );
    for (const note of notes) output.line(note);
  });
}

/** A bundle brings its own name and data set. */
async function openBundle(lab: Lab, { token, kind, notes }: ModelInspection, output: Output): Promise<void> {
  const { runId, datasetId, wasThere } = await lab.modelImports.openBundle(token);
  const { name, datasetName: dataset, epochsDone: epoch } = lab.runs.get(runId);
  output.event({ event: 'done', runId, name, dataset, datasetId, kind, epoch, wasThere, notes });
  output.line(`Run ${runId}, "${name}", on ${dataset} after epoch ${epoch}`);
  for (const note of notes) output.line(note);
}

function suggested(lab: Lab, { suggestedDatasetId, fittingDatasetIds, input }: ModelInspection): number {
  if (suggestedDatasetId !== null) return suggestedDatasetId;
  const names = lab.datasets.list().filter(({ id }) => fittingDatasetIds.includes(id));
  const size = `${input.height}×${input.width}×${input.channels}`;
  throw new AppError(
    'precondition',
    names.length === 0
      ? `No data set has pictures of ${size} and as many classes as the model. Import one with --size, then try again.`
      : `Several data sets fit: ${names.map(({ name }) => name).join(', ')}. Choose one with --dataset.`,
  );
}
