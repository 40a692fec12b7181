/** `health RUN`: how the units of a layer fare, and what to do about those that do not. */
import type { HealthMark, UnitHealth } from '../../src-engine';
import { AppError } from '../contract/errors';
import type { Lab } from '../lab';
import { significant } from './output';
import { withLabForReading, type CliOptions } from './with-lab';

const heading = ['unit', 'marks', 'active', 'saturated', 'noise', 'twin', 'cosine', 'Gabor R²'];
const asker = { token: 'health' } as const;

/**
 * @param layer counted from 1, as people see it; the first one with weights where nothing is said
 * @throws AppError where the run cannot be looked into or has no such layer
 */
export async function printHealth(
  runId: number,
  { layer }: { readonly layer?: number },
  options: CliOptions,
): Promise<void> {
  await withLabForReading(options, async (lab) => {
    const { output } = options;
    const stop = lab.events.on('inspectProgress', ({ progress }) => output.progress(progress, 'looking'));
    const index = layer === undefined ? firstWithWeights(lab, runId) : layer - 1;
    const answer = await lab.inspect.ask({ runId, ...asker }, 'layer', { layer: index, smoothness: 0 });
    stop();
    output.clearProgress();
    const { health, epoch, lookedAt } = answer;
    health.units.forEach((unit, number) => output.event({ event: 'unit', unit: number, ...unit }));
    output.table(heading, health.units.map(rowOf));
    const { counts, advice } = health;
    output.event({ event: 'done', runId, layer: index + 1, epoch, lookedAt, counts, advice });
    output.line(`Layer ${index + 1} after epoch ${epoch}, on ${lookedAt} samples: ${inWords(counts)}.`);
    for (const sentence of advice) output.line(sentence);
  });
}

function firstWithWeights(lab: Lab, runId: number): number {
  const layer = lab.runs.get(runId).layers.find(({ parameterCount }) => parameterCount > 0);
  if (layer !== undefined) return layer.index;
  throw new AppError('precondition', `Run ${runId} has not begun, so it has no layers to look at yet.`);
}

function rowOf(unit: UnitHealth, number: number): (string | number)[] {
  const { marks, activeShare, saturatedShare, noise, twin, similarity, gabor } = unit;
  return [
    number,
    marks.join(' '),
    significant(activeShare),
    significant(saturatedShare),
    noise === null ? '' : significant(noise),
    twin ?? '',
    twin === null ? '' : significant(similarity),
    gabor === null ? '' : significant(gabor.r2),
  ];
}

function inWords(counts: Readonly<Record<HealthMark, number>>): string {
  const parts = Object.entries(counts).map(([mark, count]) => `${count} ${mark}`);
  return parts.join(', ');
}
