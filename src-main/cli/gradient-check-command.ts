/** `gradient-check FILE`: backpropagation against finite differences, layer by layer. */
import { ExitError } from './exit';
import { significant } from './output';
import { readExperiment } from './read-files';
import { withLab, type CliOptions } from './with-lab';

const heading = [
  'layer',
  'tensor',
  'result',
  'difference',
  'compared',
  'near kinks',
  'on kinks',
  'worst entry',
  'backprop',
  'numeric',
];

/** @throws ExitError(1) when a tensor does not pass */
export async function checkGradientsOfFile(file: string, options: CliOptions): Promise<void> {
  const experiment = await readExperiment(file);
  const { output } = options;
  output.progress(0, 'comparing derivatives');
  const { tensors, frozen, passed, relativeDifference } = await withLab(options, (lab) =>
    lab.checkGradients(experiment),
  );
  output.clearProgress();
  for (const tensor of tensors) output.event({ event: 'tensor', ...tensor });
  for (const tensor of frozen) output.event({ event: 'frozen', ...tensor });
  output.table(heading, [
    ...frozen.map(({ layer, title, tensor }) => [`${layer + 1} ${title}`, tensor, 'frozen: not compared']),
    ...tensors.map((tensor) => [
      `${tensor.layer + 1} ${tensor.title}`,
      tensor.tensor,
      tensor.checkedEntries === 0 ? 'not compared' : tensor.passed ? 'passed' : 'FAILED',
      significant(tensor.relativeDifference),
      tensor.checkedEntries,
      tensor.nearKinks,
      tensor.onKinks,
      tensor.worst.index,
      significant(tensor.worst.analytic),
      significant(tensor.worst.numeric),
    ]),
  ]);
  output.event({ event: 'done', passed, relativeDifference });
  const all = tensors.every(({ checkedEntries }) => checkedEntries > 0)
    ? 'All tensors'
    : 'All tensors compared';
  const verdict = passed ? `${all} passed` : 'Failed: the gradients of at least one tensor are wrong';
  output.line(`${verdict}. Relative difference in all: ${significant(relativeDifference)}`);
  if (!passed) throw new ExitError(1);
}
