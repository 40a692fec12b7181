/** The small set and the small experiment that tests of runs train, with everything in it that has a state to lose. */
import { parseExperiment, type Experiment } from '../../src-engine';
import type { ImportOptions } from '../../src-main/contract/datasets';
import type { Lab } from '../../src-main/lab';
import { openTestLab, temporaryFolder } from './bench-lab';
import { halves, put } from './odd-pictures';

/** Dropout, noise, momentum and a schedule, whose generators and moments a checkpoint has to hold. */
export function smallExperiment(epochs: number, change: object = {}): Experiment {
  return parseExperiment({
    version: 1,
    name: 'small',
    seed: 3,
    data: { dataset: 'halves', mode: 'patches', patchSize: [4, 4], patchCount: 400 },
    split: { validation: 0.1, test: 0.1 },
    network: {
      layers: [
        { type: 'dense', units: 6, activation: 'sigmoid' },
        { type: 'dropout', rate: 0.2 },
        { type: 'dense', units: 16, activation: 'sigmoid' },
      ],
    },
    objective: { target: 'input', loss: 'squaredError', sparsity: { rho: 0.1, beta: 1 } },
    optimizer: { type: 'adam', learningRate: 0.01 },
    training: { epochs, batchSize: 20 },
    ...change,
  });
}

/** Writes a few small pictures into a new folder. */
export async function smallPictures(count: number): Promise<string> {
  const pictures = await temporaryFolder();
  for (let i = 0; i < count; i++) {
    const picture = halves(16, 12 + (i % 9));
    await put(pictures, `${String(i % 2)}/${String(i)}.png`, await picture.png().toBuffer());
  }
  return pictures;
}

/** Imports a few of them as a set of the size that `smallExperiment` cuts its patches from; rejects as the import does. */
export async function importSmallSet(lab: Lab, name: string, count: number): Promise<number> {
  const options: ImportOptions = { size: [16, 16], color: 'grey', fit: 'cover', name };
  const { datasetId, done } = lab.importer.start(await smallPictures(count), options);
  await done;
  return datasetId;
}

/** A data folder with the set that `smallExperiment` names. */
export async function folderWithSmallSet(): Promise<string> {
  const dataDir = await temporaryFolder();
  const lab = await openTestLab(dataDir);
  await importSmallSet(lab, 'halves', 6);
  await lab.close();
  return dataDir;
}
