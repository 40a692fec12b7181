/** Tells whether a checkpoint belongs to a run: sizes, and a checksum of every setting that training depends on. */
import { EngineError } from '../errors';
import { crc32 } from '../model/crc32';
import type { CheckpointHeader } from '../model/checkpoint';
import type { Experiment } from '../spec/experiment';

export type RunIdentity = Pick<
  CheckpointHeader,
  'seed' | 'trainCount' | 'parameterCount' | 'stateTensors' | 'layerState' | 'fingerprint'
>;

/** JSON with sorted keys and ASCII alone, so that equal settings give equal bytes wherever they were stored. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, entry]) => `${JSON.stringify(key)}:${canonical(entry)}`).join(',')}}`;
}

/** Names, descriptions and the number of epochs may change between stop and resume; nothing else may. */
export function fingerprint(experiment: Experiment): number {
  const { seed, data, split, network, objective, optimizer, training } = experiment;
  const { epochs: _epochs, ...trainingSettings } = training;
  const text = canonical({
    seed,
    data: { ...data, dataset: '' },
    split,
    network,
    objective,
    optimizer,
    ...trainingSettings,
  });
  return crc32(Uint8Array.from(text, (character) => character.charCodeAt(0)));
}

/** @throws EngineError('config') naming what differs */
export function requireSameRun(own: RunIdentity, header: CheckpointHeader): void {
  const keys = Object.keys(own) as (keyof RunIdentity)[];
  const different = keys.find((key) => header[key] !== own[key]);
  if (different === undefined) return;
  throw new EngineError(
    'config',
    `The checkpoint belongs to another experiment or data set: its ${different} is ${header[different]}, ` +
      `expected ${own[different]}. Continue with the settings and pictures it was made with, or start anew.`,
  );
}
