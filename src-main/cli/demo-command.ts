/** `demo`: the first example from start to picture, which is what `npm start` does where there is no display. */
import { join } from 'node:path';
import { resourcesDir } from '../app/resources';
import { writeSheet } from './filters-command';
import { readExperiment } from './read-files';
import { trainExperiment } from './train-command';
import { withLab, type CliOptions } from './with-lab';

export async function trainDemo(out: string, options: CliOptions): Promise<void> {
  const experiment = await readExperiment(join(resourcesDir(), 'presets', 'learn-edges.json'));
  options.output.line(`${experiment.name}: ${experiment.description}`);
  await withLab(options, async (lab) => {
    const runId = await trainExperiment(lab, experiment, options.output);
    await writeSheet(lab, runId, null, out, options.output);
  });
}
