/** Every network in every format, loaded by a program that knows nothing of ours and asked the same pictures. */
import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as ort from 'onnxruntime-web';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runPortable, type PortableModel } from '../../src-engine';
import { exportFormats } from '../../src-main/export/formats';
import { decodeModelNpz } from '../../src-main/export/write-npz';
import { decodeModelSafetensors } from '../../src-main/export/write-safetensors';
import { decodeNpy, encodeNpy } from '../../src-main/formats/npy';
import {
  portableNames,
  trainedExample,
  type PortableName,
  type TrainedExample,
} from '../engine/portable-networks';
import { removeFolders, temporaryFolder } from './bench-lab';

const python = '/usr/bin/python3';
const run = promisify(execFile);

async function has(module: string): Promise<boolean> {
  return run(python, ['-c', `import ${module}`]).then(
    () => true,
    () => false,
  );
}

const hasNumpy = await has('numpy');
const hasTorch = hasNumpy && (await has('torch'));

beforeAll(async () => {
  ort.env.wasm.numThreads = 1;
  tf.enableProdMode();
  await tf.setBackend('cpu');
});
afterAll(removeFolders);

/** Largest difference, relative to the largest output. */
function apart(got: ArrayLike<number>, expected: Float32Array): number {
  expect(got.length).toBe(expected.length);
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return expected.reduce((most, value, i) => Math.max(most, Math.abs(value - got[i])), 0) / largest;
}

function expectSame(got: PortableModel, expected: PortableModel): void {
  const { tensors, ...rest } = expected;
  expect(got).toMatchObject(JSON.parse(JSON.stringify(rest)) as object);
  expect([...got.tensors.keys()].sort()).toEqual([...tensors.keys()].sort());
  for (const [name, tensor] of tensors) expect(got.tensors.get(name)).toEqual(tensor);
}

type ScriptFormat = 'pytorch' | 'keras';

/** One Python for all networks, since it takes seconds to start: runs every script in its folder as a program. */
const runner = `
import os, runpy, sys
for folder in sys.argv[1:]:
    os.chdir(folder)
    sys.argv = ["my network.py", "pictures.npy", "outputs.npy"]
    runpy.run_path("my network.py", run_name="__main__")
`;

/** What the exported scripts say to the pictures of every network, by its name. */
async function runScripts(
  format: ScriptFormat,
  environment: Record<string, string>,
): Promise<Map<PortableName, Float32Array>> {
  const top = await temporaryFolder();
  const folders = portableNames.map((name) => join(top, name));
  for (const name of portableNames) await writeScript(trainedExample(name), format, join(top, name));
  const env = { ...process.env, PYTHONDONTWRITEBYTECODE: '1', ...environment };
  await run(python, ['-c', runner, ...folders], { env });
  const answers = new Map<PortableName, Float32Array>();
  for (const name of portableNames) {
    const bytes = new Uint8Array(await readFile(join(top, name, 'outputs.npy')));
    answers.set(name, Float32Array.from(decodeNpy(bytes, 'outputs').values));
  }
  return answers;
}

async function writeScript(
  { model, inputs, count }: TrainedExample,
  format: ScriptFormat,
  folder: string,
): Promise<void> {
  await mkdir(folder);
  for (const { name, bytes } of exportFormats[format].write(model, 'my network')) {
    await writeFile(join(folder, name), bytes);
  }
  const { height, width, channels } = model.input;
  const pictures = encodeNpy({ shape: [count, height, width, channels], values: inputs });
  await writeFile(join(folder, 'pictures.npy'), pictures);
}

describe.each(portableNames)('the network "%s"', (name) => {
  const example = trainedExample(name);
  const { model, inputs, count, outputs } = example;
  const { height, width, channels } = model.input;

  it('as ONNX says the same in onnxruntime, for one picture and for many', async () => {
    const [file] = exportFormats.onnx.write(model, 'x');
    const session = await ort.InferenceSession.create(file.bytes, { logSeverityLevel: 3 });
    const ask = async (pixels: Uint8Array, pictures: number) => {
      const tensor = new ort.Tensor('uint8', pixels, [pictures, height, width, channels]);
      const answer = await session.run({ pictures: tensor });
      return answer['outputs'].data as Float32Array;
    };
    expect(apart(await ask(inputs, count), outputs)).toBeLessThan(1e-5);
    const size = outputs.length / count;
    const one = await ask(inputs.subarray(0, inputs.length / count), 1);
    expect(apart(one, outputs.subarray(0, size))).toBeLessThan(1e-5);
  });

  it('as a TensorFlow.js layers model says the same in tfjs', async () => {
    const [description, weights] = exportFormats.tfjs.write(model, 'x');
    const artifacts = JSON.parse(new TextDecoder().decode(description.bytes)) as tf.io.ModelJSON;
    const weightSpecs = artifacts.weightsManifest.flatMap((group) => group.weights);
    const weightData = new Uint8Array(weights.bytes).buffer;
    const loaded = await loadLayersModel(tf.io.fromMemory({ ...artifacts, weightSpecs, weightData }));
    const pictures = tf.tensor4d(Int32Array.from(inputs), [count, height, width, channels], 'int32');
    const answer = loaded.predict(pictures) as tf.Tensor;
    expect(apart(await answer.data(), outputs)).toBeLessThan(1e-5);
    tf.disposeVariables();
  });

  it('comes back from NPZ and safetensors bit for bit, description and all', () => {
    expectSame(decodeModelNpz(exportFormats.npz.write(model, 'x')[0].bytes), model);
    const read = decodeModelSafetensors(exportFormats.safetensors.write(model, 'x')[0].bytes);
    expectSame(read, model);
    expect(runPortable(read, inputs)).toEqual(runPortable(model, inputs));
  });
});

describe('exported source', () => {
  const ways = [
    { format: 'pytorch', reader: 'PyTorch', isThere: hasTorch, environment: {} },
    {
      format: 'keras',
      reader: 'what stands in for Keras',
      isThere: hasNumpy,
      environment: { PYTHONPATH: join(import.meta.dirname, 'keras-stand-in') },
    },
  ] as const;

  it.for(ways)('of $format says the same in $reader', async (way, { skip }) => {
    const { format, reader, isThere, environment } = way;
    skip(!isThere, `${python} has no numpy, or nothing to run ${reader} with`);
    const answers = await runScripts(format, environment);
    for (const [name, got] of answers) {
      expect(apart(got, trainedExample(name).outputs), name).toBeLessThan(1e-5);
    }
  });
});
