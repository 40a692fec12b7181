/** Whether the header of a checkpoint is one: it may come from somebody else's file, whose checksum proves nothing. */
import type { CheckpointHeader } from './checkpoint';

type Fields = Readonly<Record<string, unknown>>;
type Check = (value: unknown) => boolean;

const isNumber: Check = (value) => typeof value === 'number' && Number.isFinite(value);
const isCount: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
const isFlag: Check = (value) => typeof value === 'boolean';
const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);

/**
 * Pairs, not an object: one with the names of a training's own records would share their hidden class, and checks in its
 * fields would make the engine box every number that a step stores in them.
 */
function formOf(form: readonly (readonly [name: string, check: Check])[]): Check {
  return (value) => {
    if (typeof value !== 'object' || value === null) return false;
    const fields = value as Fields;
    return form.every(([name, check]) => Object.hasOwn(fields, name) && check(fields[name]));
  };
}

const isPatience = formOf([
  ['best', orNull(isNumber)],
  ['bestEpoch', isCount],
  ['waited', isCount],
  ['exhausted', isCount],
]);

const form: Readonly<Record<Exclude<keyof CheckpointHeader, 'version'>, Check>> = {
  fingerprint: isCount,
  seed: isCount,
  trainCount: isCount,
  parameterCount: isCount,
  stateTensors: isCount,
  layerState: isCount,
  epoch: isCount,
  batch: isCount,
  step: isCount,
  totals: formOf([
    ['samples', isCount],
    ['data', isNumber],
    ['weightDecay', isNumber],
    ['sparsity', isNumber],
    ['correct', isCount],
  ]),
  learningRate: isNumber,
  momentum: orNull(isNumber),
  dropoutRates: orNull(listOf(isNumber)),
  epochs: orNull(isCount),
  memory: orNull(
    formOf([
      ['started', isFlag],
      ['loss', isNumber],
      ['pairs', isCount],
      ['next', isCount],
    ]),
  ),
  converged: isFlag,
  stopping: isPatience,
  plateau: isPatience,
};

/** The first field that is missing or not what it should be; null where all are well. */
export function wrongField(header: object): string | null {
  const fields = header as Fields;
  for (const [name, check] of Object.entries(form)) if (!check(fields[name])) return name;
  return listOf(isCount)(fields['sectionLengths']) ? null : 'sectionLengths';
}
