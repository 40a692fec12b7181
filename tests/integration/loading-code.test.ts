/** The code that an export offers to copy, run as it is: in Python where its packages are there, in JavaScript in Node. */
import { execFile } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { runPortable } from '../../src-engine';
import type { ModelFormatId } from '../../src-main/contract/exports';
import { exportFormats } from '../../src-main/export/formats';
import { trainedExample, type PortableName } from '../engine/portable-networks';
import { removeFolders, root, temporaryFolder } from './bench-lab';

/** Another one, with more packages, runs more of these tests. */
const python = process.env['SIMPLECELL_PYTHON'] ?? '/usr/bin/python3';
const run = promisify(execFile);
/** Spaces, quotes and letters of other alphabets are what people call their files. */
const stem = "Ana's größte ネット 1";

async function has(module: string): Promise<boolean> {
  return run(python, ['-c', `import ${module}`]).then(
    () => true,
    () => false,
  );
}

afterAll(removeFolders);

interface Answer {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

/** Pictures that are whitened by the network itself, and classes. */
const examples = [
  'sparse autoencoder with whitening',
  'convolutional',
] as const satisfies readonly PortableName[];

/** Writes the export of a network and says where it lies. */
async function exported(name: PortableName, format: ModelFormatId): Promise<string> {
  const folder = await temporaryFolder();
  for (const file of exportFormats[format].write(trainedExample(name).model, stem)) {
    await writeFile(join(folder, file.name), file.bytes);
  }
  return folder;
}

/** What the engine's truth says of the black picture that the code asks about. */
function expected(name: PortableName): Float32Array {
  const { model } = trainedExample(name);
  const { height, width, channels } = model.input;
  return runPortable(model, new Uint8Array(height * width * channels));
}

function expectSame({ shape, values }: Answer, outputs: Float32Array): void {
  expect(shape[0]).toBe(1);
  expect(values).toHaveLength(outputs.length);
  const largest = outputs.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  values.forEach((value, i) => expect(Math.abs(value - outputs[i]) / largest).toBeLessThan(1e-5));
}

describe.each(examples)('the code for the network "%s"', (name) => {
  const { model } = trainedExample(name);

  const asking = [
    { format: 'onnx', packages: 'onnxruntime', environment: {} },
    { format: 'pytorch', packages: 'torch', environment: {} },
    {
      format: 'keras',
      packages: 'numpy',
      environment: { PYTHONPATH: join(import.meta.dirname, 'keras-stand-in') },
    },
  ] as const;

  it.for(asking)('of $format asks the network in Python', async (way, { skip }) => {
    skip(!(await has(way.packages)), `${python} has no ${way.packages}`);
    const answer = await inPython(
      await exported(name, way.format),
      `${exportFormats[way.format].loadingCode(model, stem).python}
import json
values = [float(value) for value in outputs.reshape(-1)]
json.dump({"shape": list(outputs.shape), "values": values}, open("answer.json", "w"))`,
      way.environment,
    );
    expectSame(answer as Answer, expected(name));
  });

  const looking = [
    { format: 'npz', packages: 'numpy' },
    { format: 'safetensors', packages: 'safetensors, numpy' },
  ] as const;

  it.for(looking)('of $format finds layers and tensors in Python', async ({ format, packages }, { skip }) => {
    skip(!(await has(packages)), `${python} has no ${packages}`);
    const answer = await inPython(
      await exported(name, format),
      `${exportFormats[format].loadingCode(model, stem).python}
shapes = {name: list(tensors[name].shape) for name in (tensors.files if hasattr(tensors, "files") else tensors)}
json.dump({"layers": [layer["name"] for layer in model["layers"]], "shapes": shapes}, open("answer.json", "w"))`,
    );
    const shapes = Object.fromEntries([...model.tensors].map(([key, { shape }]) => [key, [...shape]]));
    expect(answer).toMatchObject({ layers: model.layers.map((layer) => layer.name), shapes });
  });

  it('of onnx asks the network in JavaScript', async () => {
    const folder = await exported(name, 'onnx');
    await withPackages(folder);
    expectSame(
      await inJavaScript(
        folder,
        `${exportFormats.onnx.loadingCode(model, stem).javascript}
import { writeFileSync } from 'node:fs';
writeFileSync('answer.json', JSON.stringify({ shape: [...outputs.dims], values: [...outputs.data] }));`,
      ),
      expected(name),
    );
  });

  it('of tfjs asks the network in JavaScript, as a page does that lies beside it', async () => {
    const folder = await exported(name, 'tfjs');
    await withPackages(folder);
    const server = await serve(folder);
    try {
      const { port } = server.address() as AddressInfo;
      // In a page an address is one beside the page's own.
      await writeFile(
        join(folder, 'page.mjs'),
        `const plain = fetch;
globalThis.fetch = (address, options) => plain(new URL(address, 'http://127.0.0.1:${port}/'), options);`,
      );
      const answer = await inJavaScript(
        folder,
        `${exportFormats.tfjs.loadingCode(model, stem).javascript}
import { writeFileSync } from 'node:fs';
writeFileSync('answer.json', JSON.stringify({ shape: outputs.shape, values: [...(await outputs.data())] }));`,
        ['--import', './page.mjs'],
      );
      expectSame(answer, expected(name));
    } finally {
      server.close();
    }
  });
});

it('every format has code to copy, and no language is left without a test', () => {
  const { model } = trainedExample(examples[0]);
  const languages = Object.entries(exportFormats).map(([format, { loadingCode }]) => {
    const code = loadingCode(model, stem);
    return [format, Object.keys(code).filter((language) => code[language as keyof typeof code] !== null)];
  });
  expect(Object.fromEntries(languages)).toEqual({
    onnx: ['python', 'javascript'],
    tfjs: ['javascript'],
    safetensors: ['python'],
    npz: ['python'],
    pytorch: ['python'],
    keras: ['python'],
  });
});

async function inPython(folder: string, code: string, environment: NodeJS.ProcessEnv = {}): Promise<unknown> {
  await writeFile(join(folder, 'load.py'), code);
  const env = { ...process.env, PYTHONDONTWRITEBYTECODE: '1', PYTHONUTF8: '1', ...environment };
  await run(python, ['load.py'], { cwd: folder, env });
  return JSON.parse(await readFile(join(folder, 'answer.json'), 'utf8')) as unknown;
}

async function inJavaScript(folder: string, code: string, options: readonly string[] = []): Promise<Answer> {
  await writeFile(join(folder, 'load.mjs'), code);
  await run(process.execPath, [...options, 'load.mjs'], { cwd: folder });
  return JSON.parse(await readFile(join(folder, 'answer.json'), 'utf8')) as Answer;
}

/**
 * The packages that the code imports, as after an installation. `@tensorflow/tfjs` is put together of the parts that are here;
 * the whole one adds backends for graphics cards to them.
 */
async function withPackages(folder: string): Promise<void> {
  const installed = join(folder, 'node_modules');
  const tfjs = join(installed, '@tensorflow', 'tfjs');
  await mkdir(tfjs, { recursive: true });
  await writeFile(
    join(tfjs, 'package.json'),
    '{ "name": "@tensorflow/tfjs", "type": "module", "main": "index.js" }',
  );
  await writeFile(
    join(tfjs, 'index.js'),
    `import '@tensorflow/tfjs-backend-cpu';
export * from '@tensorflow/tfjs-core';
export * from '@tensorflow/tfjs-layers';`,
  );
  for (const name of ['tfjs-backend-cpu', 'tfjs-core', 'tfjs-layers']) {
    await symlink(join(root, 'node_modules', '@tensorflow', name), join(installed, '@tensorflow', name));
  }
  await symlink(join(root, 'node_modules', 'onnxruntime-web'), join(installed, 'onnxruntime-web'));
}

function serve(folder: string): Promise<Server> {
  const server = createServer(({ url }, response) => {
    createReadStream(join(folder, basename(url ?? '')))
      .on('error', () => response.writeHead(404).end())
      .pipe(response);
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}
