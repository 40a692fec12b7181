/** Every network in every format, read again: what was exported comes back bit for bit, and becomes the run it was. */
import { execFile } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { adoptPortable, runPortable, type PortableModel } from '../../src-engine';
import { adoptModel } from '../../src-main/model-import/adopt-model';
import { readModelFile } from '../../src-main/model-import/read-model';
import { portableNames, trainedExample } from '../engine/portable-networks';
import { removeFolders } from './bench-lab';
import { modelFormats, writeModel, type ModelFormat } from './model-files';

afterAll(removeFolders);

function read(path: string): PortableModel {
  const found = readModelFile(path);
  if (found.kind === 'bundle') throw new Error('It is a bundle.');
  return found.model;
}

/** Whitening looks at one window there, so only the rows of that are in the file. */
const partly = { tfjs: ['preparation.backRows', 'preparation.backColumns'] } as Partial<
  Record<ModelFormat, readonly string[]>
>;

const cases = portableNames.flatMap((name) => modelFormats.map((format) => ({ name, format })));

describe.each(cases)('the network "$name" as $format', ({ name, format }) => {
  const { model, pictures, inputs } = trainedExample(name);

  it('comes back with every tensor bit for bit, and says the same', async () => {
    const found = read(await writeModel(model, format));
    const { tensors, ...rest } = model;
    expect(found).toMatchObject(JSON.parse(JSON.stringify(rest)) as object);
    expect([...found.tensors.keys()].sort()).toEqual([...tensors.keys()].sort());
    for (const [key, { shape, values }] of tensors) {
      const got = found.tensors.get(key);
      expect(got?.shape, key).toEqual(shape);
      if (partly[format]?.includes(key) !== true) expect(got?.values, key).toEqual(values);
    }
    expect(runPortable(found, inputs)).toEqual(runPortable(model, inputs));
  });

  it('becomes the run it was', async () => {
    const path = await writeModel(model, format);
    const order = {
      type: 'adopt',
      path,
      dataset: 'digits',
      pictures,
      name: 'again',
      kernelsWasm: null,
    } as const;
    const { run, proof } = adoptModel(order);
    expect(run.experiment.network).toEqual(model.origin?.experiment.network);
    expect(run.isOwn).toBe(true);
    expect(proof.relativeDifference).toBeLessThan(1e-5);
    const direct = adoptPortable({ ...order, model, description: '' });
    expect(run.weights).toEqual(direct.weights);
    expect(run.checkpoint).toEqual(direct.checkpoint);
  });
});

describe('a file of ours without its description', () => {
  const known = ['dense', 'dropout', 'convolutional', 'convolutional autoencoder'] as const;

  it.each(known)('is read by its graph alone, as ONNX: "%s"', async (name) => {
    const { model, pictures, inputs } = trainedExample(name);
    const plain = { ...model, preparation: model.preparation.slice(0, 1), classNames: [] };
    const path = await writeModel(plain, 'onnx');
    const bytes = await readFile(path);
    // The key alone is made unknown; lengths stay what they are.
    const at = bytes.indexOf('simplecell');
    bytes.write('otherwords', bytes.indexOf('\x0a\x0asimplecell', at - 2, 'latin1') + 2);
    await writeFile(path, bytes);
    expectForeign(read(path), plain, inputs);
    adoptModel({ type: 'adopt', path, dataset: 'digits', pictures, name: 'again', kernelsWasm: null });
  });

  it.each(known)('is read by its layers alone, as TensorFlow.js: "%s"', async (name) => {
    const { model, inputs } = trainedExample(name);
    const plain = { ...model, preparation: model.preparation.slice(0, 1), classNames: [] };
    const path = await writeModel(plain, 'tfjs');
    const { userDefinedMetadata: _, ...rest } = JSON.parse(await readFile(path, 'utf8')) as object & {
      userDefinedMetadata: unknown;
    };
    await writeFile(path, JSON.stringify(rest));
    if (name === 'convolutional autoencoder') expect(() => read(path)).toThrow('Cropping2D');
    else expectForeign(read(path), plain, inputs);
  });

  it('is read by its graph where the description is that of another', async () => {
    const { model } = trainedExample('dense');
    const { model: other, inputs } = trainedExample('dropout');
    const path = await writeModel(other, 'tfjs');
    const wrong = await writeModel(model, 'tfjs', 'other');
    const [mine, theirs] = await Promise.all(
      [path, wrong].map(async (file) => JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>),
    );
    await writeFile(path, JSON.stringify({ ...mine, userDefinedMetadata: theirs['userDefinedMetadata'] }));
    expectForeign(read(path), other, inputs);
  });

  it('is refused where arrays are all there is, unless a description lies beside them', async () => {
    const { model, inputs } = trainedExample('tied weights');
    const path = await writeModel(model, 'safetensors');
    const bytes = await readFile(path);
    bytes.write('otherwords', bytes.indexOf('"simplecell"') + 1);
    await writeFile(path, bytes);
    expect(runPortable(read(path), inputs)).toEqual(runPortable(model, inputs));
    await rm(join(dirname(path), 'net.json'));
    expect(() => read(path)).toThrow('holds weights alone');
  });
});

function expectForeign(found: PortableModel, expected: PortableModel, inputs: Uint8Array): void {
  expect(found.origin).toBeNull();
  const [got, wanted] = [runPortable(found, inputs), runPortable(expected, inputs)];
  const largest = wanted.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const apart = wanted.reduce((most, value, i) => Math.max(most, Math.abs(value - got[i])), 0);
  expect(got.length).toBe(wanted.length);
  expect(apart / largest).toBeLessThan(1e-5);
}

const python = '/usr/bin/python3';
const hasNumpy = await promisify(execFile)(python, ['-c', 'import numpy']).then(
  () => true,
  () => false,
);

describe('arrays that NumPy has written', () => {
  /** Opens an archive and saves what is in it again, packed, in other orders and widths. */
  const script = `
import sys
import numpy as np
arrays = dict(np.load(sys.argv[1]))
for i, name in enumerate(sorted(arrays)):
    if arrays[name].ndim > 1 and i % 2 == 0:
        arrays[name] = np.asfortranarray(arrays[name])
    elif arrays[name].dtype == np.float32:
        arrays[name] = arrays[name].astype(np.float64)
np.savez_compressed(sys.argv[1], **arrays)
`;

  it.for(portableNames)('are those of the network "%s", bit for bit', async (name, { skip }) => {
    skip(!hasNumpy, `${python} has no numpy`);
    const { model, inputs } = trainedExample(name);
    const path = await writeModel(model, 'npz');
    const before = await readFile(path);
    await promisify(execFile)(python, ['-c', script, path]);
    expect((await readFile(path)).equals(before)).toBe(false);
    const found = read(path);
    for (const [key, tensor] of model.tensors) expect(found.tensors.get(key), key).toEqual(tensor);
    expect(runPortable(found, inputs)).toEqual(runPortable(model, inputs));
  });
});
