/** Five hundred damaged files of every format: each is read, or refused with a typed error; none takes memory or time beyond bounds. */
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { zipSync } from 'fflate';
import { afterAll, describe, expect, it } from 'vitest';
import { AppError } from '../../src-main/contract/errors';
import { encodeNpz } from '../../src-main/formats/npz';
import { expected } from '../../src-main/ipc/envelope';
import { adoptModel } from '../../src-main/model-import/adopt-model';
import { readModelFile } from '../../src-main/model-import/read-model';
import { trainedExample } from '../engine/portable-networks';
import { removeFolders, temporaryFolder } from './bench-lab';
import { modelFormats, writeModel, type ModelFormat } from './model-files';

afterAll(removeFolders);

const files = 500;
/** What all of a file's arrays may take beyond the file itself. */
const mostBytes = 2 ** 27;

/** Park & Miller's generator: the same damage at every run. */
function createRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

type Random = ReturnType<typeof createRandom>;

/** Numbers that lengths, sizes and offsets are replaced with. */
const odd = [0, 1, 0x7f, 0x80, 0xff, 0xfe];

/** Bytes flipped, overwritten, cut, repeated or moved, mostly near the beginning, where headers are. */
function damaged(bytes: Uint8Array, random: Random): Uint8Array {
  const result = Uint8Array.from(bytes);
  const place = (): number => random(random(3) === 0 ? result.length : Math.min(result.length, 2000));
  for (let rounds = 1 + random(4); rounds > 0; rounds -= 1) {
    const at = place();
    switch (random(5)) {
      case 0:
        result[at] ^= 1 << random(8);
        break;
      case 1:
        result[at] = odd[random(odd.length)];
        break;
      case 2:
        result.fill(odd[random(odd.length)], at, at + 1 + random(8));
        break;
      case 3:
        result.copyWithin(at, place(), place());
        break;
      default:
        return result.slice(0, random(2) === 0 ? at : result.length - random(20));
    }
  }
  return result;
}

const words = [
  '-1',
  '1e308',
  '4294967297',
  'null',
  '""',
  '[]',
  '{}',
  'true',
  '"__proto__"',
  '0.5',
  '99999999999',
];

/** A value of a JSON text in place of another. */
function reworded(text: string, random: Random): string {
  const values = [...text.matchAll(/-?\d+(\.\d+)?(e-?\d+)?|"[a-zA-Z_]*"|true|false|null/g)];
  const chosen = values[random(values.length)];
  const { index } = chosen;
  return text.slice(0, index) + words[random(words.length)] + text.slice(index + chosen[0].length);
}

/** The files that are damaged, and how else than byte by byte. */
const described: Readonly<Record<ModelFormat, (bytes: Buffer, random: Random) => Uint8Array>> = {
  npz: damaged,
  onnx: damaged,
  tfjs: (bytes, random) =>
    random(4) === 0 ? damaged(bytes, random) : Buffer.from(reworded(bytes.toString(), random)),
  safetensors(bytes, random) {
    if (random(3) === 0) return damaged(bytes, random);
    const length = Number(bytes.readBigUInt64LE());
    const header = Buffer.from(reworded(bytes.subarray(8, 8 + length).toString(), random));
    const start = Buffer.alloc(8);
    start.writeBigUInt64LE(BigInt(header.length));
    return Buffer.concat([start, header, bytes.subarray(8 + length)]);
  },
};

const { pictures } = trainedExample('tied weights');

/** Whether something was done; anything but an error for people fails. */
function isDone(work: () => void): boolean {
  try {
    work();
    return true;
  } catch (error) {
    const known = expected(error);
    if (known === null) throw error;
    expect(['validation', 'notFound', 'io', 'engine']).toContain(known.kind);
    expect(known.message.length).toBeLessThan(1200);
    return false;
  }
}

const attempt = (path: string): boolean => isDone(() => readModelFile(path));

/** Whether a run can be made of it. */
function adopt(path: string): boolean {
  const order = { dataset: 'digits', pictures, name: 'damaged', kernelsWasm: null };
  return isDone(() => adoptModel({ type: 'adopt', path, ...order }));
}

describe('damaged files', () => {
  it.each(modelFormats)(
    'of %s are read or refused with a typed error',
    { timeout: 120_000 },
    async (format) => {
      const names = ['tied weights', 'sparse autoencoder with whitening'] as const;
      const random = createRandom(modelFormats.indexOf(format) + 11);
      let refused = 0;
      const before = process.memoryUsage().arrayBuffers;
      let most = 0;
      for (const name of names) {
        const path = await writeModel(trainedExample(name).model, format);
        const whole = await readFile(path);
        for (let i = 0; i < files / names.length; i += 1) {
          await writeFile(path, described[format](whole, random));
          if (!attempt(path)) refused += 1;
          else if (i % 10 === 0) adopt(path);
          most = Math.max(most, process.memoryUsage().arrayBuffers - before);
        }
      }
      // A seed that damages nothing would show nothing.
      expect(refused).toBeGreaterThan(files / 4);
      expect(most).toBeLessThan(mostBytes);
    },
  );

  it('of TensorFlow.js with damaged weights are read or refused', async () => {
    const path = await writeModel(trainedExample('tied weights').model, 'tfjs');
    const weights = join(dirname(path), 'weights.bin');
    const whole = await readFile(weights);
    const random = createRandom(5);
    for (let i = 0; i < 50; i += 1) {
      await writeFile(weights, damaged(whole, random));
      attempt(path);
    }
    await writeFile(weights, whole.subarray(1));
    expect(attempt(path)).toBe(false);
  });
});

describe('files that are made to harm', () => {
  const refusal = async (name: string, bytes: Uint8Array): Promise<string> => {
    const path = join(await temporaryFolder(), name);
    await writeFile(path, bytes);
    try {
      readModelFile(path);
    } catch (error) {
      if (error instanceof AppError) return error.message;
      throw error;
    }
    return 'It was read.';
  };

  it('are refused before they unpack: a bomb of zeros', async () => {
    const bomb = zipSync({ 'a.npy': new Uint8Array(2 ** 25) }, { level: 9 });
    expect(bomb.length).toBeLessThan(2 ** 16);
    expect(await refusal('bomb.npz', bomb)).toMatch(/cannot be read|unpacks/);
  });

  it('are refused where a small file claims to unpack to gigabytes', async () => {
    const small = Buffer.from(zipSync({ 'a.npy': new Uint8Array(1000) }, { level: 9 }));
    const listed = small.indexOf(Buffer.from([0x50, 0x4b, 1, 2]));
    small.writeUInt32LE(0x7000_0000, listed + 24);
    expect(await refusal('liar.npz', small)).toMatch(/unpacks to more than/);
  });

  it('are refused where arrays hold objects, or the description is pickled', async () => {
    const header = "{'descr': '|O', 'fortran_order': False, 'shape': (1,), }";
    const bytes = Buffer.concat([
      Buffer.from([0x93, 78, 85, 77, 80, 89, 1, 0, header.length, 0]),
      Buffer.from(header),
    ]);
    expect(await refusal('objects.npz', zipSync({ 'a.npy': bytes }, { level: 0 }))).toContain(
      'expected numbers',
    );
    const pickle = Buffer.from([0x80, 2, 0x7d]);
    expect(await refusal('model.pt', pickle)).toContain('pickle');
    expect(await refusal('torch.pt', zipSync({ 'archive/data.pkl': pickle }))).toContain('pickle');
  });

  it('are refused where they are plain weights, and are told what is missing', async () => {
    const weight = { shape: [2, 2], values: new Float32Array(4) };
    const plain = encodeNpz(new Map([['fc.weight', weight]]));
    expect(await refusal('plain.npz', plain)).toContain('weights alone (fc.weight)');
  });

  it('are refused where JSON or messages lie in one another without end', async () => {
    const deep = `{"modelTopology":${'['.repeat(100_000)}`;
    expect(await refusal('model.json', Buffer.from(deep))).toContain('nested deeper');
    // A graph in an attribute of a node in a graph, two hundred times.
    let message: Buffer = Buffer.alloc(0);
    const field = (number: number, inner: Buffer): Buffer => {
      const length = [];
      for (let rest = inner.length; ; rest >>= 7) {
        length.push(rest > 127 ? (rest & 127) | 128 : rest);
        if (rest <= 127) break;
      }
      return Buffer.concat([Buffer.from([(number << 3) | 2, ...length]), inner]);
    };
    for (let i = 0; i < 200; i += 1) message = field(1, field(5, field(6, message)));
    const model = Buffer.concat([Buffer.from([8, 8]), field(7, message)]);
    expect(await refusal('deep.onnx', model)).toContain('nested deeper');
    // Ten million whole numbers of a byte each, every one an object once decoded.
    const many = field(7, field(5, field(7, Buffer.alloc(10_000_000))));
    expect(await refusal('many.onnx', Buffer.concat([Buffer.from([8, 8]), many]))).toContain(
      'outside of raw data',
    );
  });
});
