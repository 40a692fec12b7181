/** Checkpoints from elsewhere: whole ones give their weights, others say what is wrong, also where their checksum is right. */
import { describe, expect, it } from 'vitest';
import { encodeCheckpoint, decodeCheckpoint } from '../model/checkpoint';
import { crc32 } from '../model/crc32';
import { prepareSamples } from '../data/prepare-samples';
import { parseExperiment } from '../spec/parse-experiment';
import { TrainingSession } from '../train/session';
import { examineCheckpoint } from './examine-checkpoint';

const experiment = parseExperiment({
  version: 1,
  name: 'tiny',
  seed: 5,
  data: { dataset: 'grey', mode: 'images' },
  network: {
    layers: [
      { type: 'dense', units: 3, activation: 'sigmoid' },
      { type: 'dense', units: 4, activation: 'linear' },
    ],
  },
  objective: { target: 'input', loss: 'squaredError' },
  optimizer: { type: 'adam', learningRate: 0.01 },
  training: { epochs: 2, batchSize: 4, earlyStopping: { metric: 'loss', patience: 3, minDelta: 0 } },
});
const pictures = {
  count: 40,
  height: 2,
  width: 2,
  channels: 1,
  pixels: Uint8Array.from({ length: 160 }, (_, i) => (i * 37) % 256),
  labels: new Int32Array(40).fill(-1),
  classNames: [],
};
const session = new TrainingSession(experiment, prepareSamples(experiment, pictures), null);
session.trainBatch();
const checkpoint = session.checkpoint();
const weights = new Float32Array(session.weights().buffer);
session.close();

const input = { sampleShape: [2, 2, 1], classCount: 0 } as const;

describe('a checkpoint from elsewhere', () => {
  it('gives the weights that the run would hand over, where its data set is known', () => {
    expect(examineCheckpoint({ experiment, checkpoint, input })).toEqual({ epoch: 0, weights });
    expect(examineCheckpoint({ experiment, checkpoint, input: null })).toEqual({ epoch: 0, weights: null });
  });

  it('is refused with another experiment, with and without its data set', () => {
    const other = { ...experiment, seed: 6 };
    for (const known of [input, null]) {
      expect(() => examineCheckpoint({ experiment: other, checkpoint, input: known })).toThrow(
        'another experiment',
      );
    }
    const wider = { ...input, sampleShape: [2, 3, 1] } as const;
    expect(() => examineCheckpoint({ experiment, checkpoint, input: wider })).toThrow();
  });

  it('is refused where a tensor is longer or shorter than the network has it', () => {
    const { header, sections } = decodeCheckpoint(checkpoint);
    sections.forEach((section, index) => {
      for (const length of [section.length + 1, Math.max(0, section.length - 1)]) {
        if (length === section.length) continue;
        const changed = sections.map((one, at) => (at === index ? new Float32Array(length) : one));
        const bytes = encodeCheckpoint(header, changed);
        expect(() => examineCheckpoint({ experiment, checkpoint: bytes, input })).toThrow('other sizes');
      }
    });
  });

  it('is refused where a field of its header is missing or is something else', () => {
    const { header, sections } = decodeCheckpoint(checkpoint);
    for (const field of Object.keys(header)) {
      for (const value of [undefined, null, -1, 0.5, '0', [], {}]) {
        const bytes = encodeCheckpoint({ ...header, [field]: value }, sections);
        let found: unknown = null;
        try {
          examineCheckpoint({ experiment, checkpoint: bytes, input });
        } catch (error) {
          found = error;
        }
        // Some fields may be null, and some be any number.
        if (found !== null) expect(found).toMatchObject({ name: 'EngineError', kind: 'config' });
        if (value === undefined || value === '0') expect(found).not.toBeNull();
      }
    }
  });

  it('is refused where its header is no header at all, whatever its checksum says', () => {
    for (const text of [
      'null',
      '7',
      '[1]',
      '{"version":3}',
      'no JSON',
      '{"version":3,"sectionLengths":[-4,4]}',
    ]) {
      const padded = text.padEnd(Math.ceil(text.length / 4) * 4);
      const bytes = new Uint8Array(12 + padded.length);
      bytes.set([0x53, 0x43, 0x4b, 0x50]);
      bytes.set(new TextEncoder().encode(padded), 12);
      const view = new DataView(bytes.buffer);
      view.setUint32(8, padded.length, true);
      view.setUint32(4, crc32(bytes.subarray(8)), true);
      expect(() => decodeCheckpoint(bytes)).toThrow(/damaged|version/);
    }
  });
});
