/** The gradient check from outside: by the command line and by the lab, in a worker of its own. */
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseExperiment } from '../../src-engine';
import { cliEntry, ensureBuilt, openTestLab, removeFolders, temporaryFolder } from './bench-lab';

beforeAll(ensureBuilt, 180_000);
afterAll(removeFolders);

/** A small classifier of the built-in shapes, with kinks. */
const experiment = {
  version: 1,
  name: 'Check',
  seed: 2,
  data: { dataset: 'sample:shapes', mode: 'images' },
  network: {
    layers: [
      { type: 'dense', units: 4, activation: 'relu' },
      { type: 'dense', units: 6, activation: 'softmax' },
    ],
  },
  objective: { target: 'labels', loss: 'crossEntropy', weightDecay: 0.01 },
  optimizer: { type: 'adam', learningRate: 0.001 },
  training: { epochs: 1, batchSize: 10 },
};

function run(args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [cliEntry, ...args], (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}

async function check(document: object, ...options: string[]): ReturnType<typeof run> {
  const folder = await temporaryFolder();
  const file = join(folder, 'experiment.json');
  await writeFile(file, JSON.stringify(document));
  return run(['--data', join(folder, 'data'), ...options, 'gradient-check', file]);
}

describe('gradient-check', () => {
  it('passes every tensor of a right network, as JSON lines and in words', async () => {
    const json = await check(experiment, '--json');
    expect(json.stderr).toBe('');
    expect(json.code).toBe(0);
    const lines = json.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.map(({ event, tensor }) => [event, tensor])).toEqual([
      ['tensor', 'weights'],
      ['tensor', 'bias'],
      ['tensor', 'weights'],
      ['tensor', 'bias'],
      ['done', undefined],
    ]);
    for (const line of lines) expect(line).toMatchObject({ passed: true });

    const words = await check(experiment);
    expect(words.code).toBe(0);
    expect(words.stdout).toMatch(/1 Dense · ReLU +weights +passed/);
    expect(words.stdout).toMatch(/All tensors passed/);
  });

  it('ends with 1 and says why where the network does not fit its pictures', async () => {
    const layers = [{ type: 'dense', units: 3, activation: 'softmax' }];
    const { code, stderr } = await check({ ...experiment, network: { layers } });
    expect(code).toBe(1);
    expect(stderr).toMatch(/error: .*expected \d+ outputs, one for each class, got 3/);
  });

  it('answers the lab with an error that names the field', async () => {
    const lab = await openTestLab(await temporaryFolder());
    const layers = [{ type: 'dense', units: 3, activation: 'softmax' }];
    const wrong = parseExperiment({ ...experiment, network: { layers } });
    await expect(lab.checkGradients(wrong)).rejects.toMatchObject({
      kind: 'engine',
      field: 'network.layers.0.units',
    });
    await lab.close();
  });
});
