/** `predict RUN FILES…`: what the network of a run says to picture files, brought to its form as on import. */
import { resolve } from 'node:path';
import { portableModelOf, runPortable, type PortableModel } from '../../src-engine';
import { AppError } from '../contract/errors';
import type { Lab } from '../lab';
import { significant } from './output';
import { withLabForReading, type CliOptions } from './with-lab';

/** Classes of a file that people are shown. */
const shownClasses = 3;

/** @throws AppError where the run names no classes of whole pictures, or a file is no picture */
export async function predictFiles(
  runId: number,
  files: readonly string[],
  options: CliOptions,
): Promise<void> {
  const { output } = options;
  await withLabForReading(options, async (lab) => {
    const { model, datasetId } = await modelOf(lab, runId);
    const form = lab.datasets.form(datasetId);
    for (const file of files) {
      const probabilities = runPortable(model, await lab.pictures.openLike(resolve(file), form));
      const ranked = [...probabilities]
        .map((probability, index) => ({ name: model.classNames[index] ?? String(index), probability }))
        .sort((a, b) => b.probability - a.probability);
      output.event({
        event: 'prediction',
        file,
        class: ranked[0]?.name,
        probabilities: Object.fromEntries(ranked.map(({ name, probability }) => [name, probability])),
      });
      const shown = ranked
        .slice(0, shownClasses)
        .map(({ name, probability }) => `${name} ${significant(100 * probability)} %`);
      output.line(`${file}: ${shown.join(', ')}`);
    }
  });
}

async function modelOf(lab: Lab, runId: number): Promise<{ model: PortableModel; datasetId: number }> {
  const network = await lab.inspect.network({ runId, token: 'predict' });
  const { experiment, sampleShape, datasetId } = network;
  if (experiment.objective.target !== 'labels' || experiment.data.mode !== 'images') {
    throw new AppError(
      'precondition',
      `Run ${runId} names no classes of whole pictures, so there is nothing to predict. Choose a run whose target is the labels.`,
    );
  }
  return { model: portableModelOf({ ...network, pictureShape: sampleShape, notes: [] }), datasetId };
}
