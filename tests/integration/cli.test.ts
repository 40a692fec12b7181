/** The command line as a program: what it prints, how it ends, and that it learns digits. */
import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lockDataFolder } from '../../src-main/db/lock';
import { cliEntry, ensureBuilt, removeFolders, temporaryFolder } from './bench-lab';
import { halves, put, writeDigits } from './odd-pictures';
import { runCli as run, type Ended } from './run-cli';

beforeAll(ensureBuilt, 180_000);
afterAll(removeFolders);

const classifier = (epochs: number) => ({
  version: 1,
  name: 'digits',
  seed: 1,
  data: { dataset: 'digits', mode: 'images' },
  split: { validation: 0.1, test: 0.1 },
  network: {
    layers: [
      { type: 'dense', units: 128, activation: 'relu', init: { type: 'he' } },
      { type: 'dense', units: 10, activation: 'softmax' },
    ],
  },
  objective: { target: 'labels', loss: 'crossEntropy', weightDecay: 0.0001 },
  optimizer: { type: 'adam', learningRate: 0.001 },
  training: { epochs, batchSize: 32 },
});

async function writeExperiment(experiment: object): Promise<string> {
  const file = join(await temporaryFolder(), 'experiment.json');
  await writeFile(file, JSON.stringify(experiment));
  return file;
}

describe('4,000 real digits, from files to filters', () => {
  let data: string;
  let trained: Ended;
  let runId: number;

  beforeAll(async () => {
    data = await temporaryFolder();
    const digits = await temporaryFolder();
    await writeDigits(digits, 4000);
    await put(digits, '3/broken.png', 'not a picture');
    const imported = await run([
      'import',
      digits,
      '--name',
      'digits',
      '--size',
      '28x28',
      '--json',
      '--data',
      data,
    ]);
    expect(imported.stderr).toBe('');
    expect(imported.code).toBe(0);
    expect(imported.events().at(-1)).toMatchObject({
      event: 'done',
      name: 'digits',
      imported: 4000,
      skipped: 1,
      size: [28, 28],
    });
    expect(imported.events().filter(({ event }) => event === 'skipped')).toEqual([
      { event: 'skipped', path: '3/broken.png', reason: 'not a picture (text)' },
    ]);
    trained = await run(['--data', data, 'train', await writeExperiment(classifier(10)), '--json']);
    runId = Number(trained.events().at(-1)?.['runId']);
  }, 240_000);

  it('reach an accuracy of 0.93 on unseen digits within ten epochs', () => {
    expect(trained.stderr).toBe('');
    expect(trained.code).toBe(0);
    const last = trained.events().at(-1) as { test: { accuracy: number } };
    expect(last.test.accuracy).toBeGreaterThanOrEqual(0.93);
  });

  it('print an epoch a line in the promised form, and end with done', () => {
    const events = trained.events();
    expect(events).toHaveLength(11);
    const metrics = { loss: expect.any(Number) as number, accuracy: expect.any(Number) as number };
    events.slice(0, 10).forEach((event, index) => {
      expect(event).toEqual({
        event: 'epoch',
        epoch: index + 1,
        train: metrics,
        validation: metrics,
        samplesPerSecond: expect.any(Number) as number,
      });
    });
    expect(events[10]).toEqual({
      event: 'done',
      runId: expect.any(Number) as number,
      test: metrics,
      seconds: expect.any(Number) as number,
      weightsSha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    });
  });

  it('give equal weights when they are trained again', async () => {
    const again = await run(['train', await writeExperiment(classifier(10)), '--json', '--data', data]);
    expect(again.events().at(-1)?.['weightsSha256']).toBe(trained.events().at(-1)?.['weightsSha256']);
  });

  it('are in the list of runs', async () => {
    const { events } = await run(['runs', '--json', '--data', data]);
    expect(events().find((event) => event['runId'] === runId)).toMatchObject({
      state: 'finished',
      dataset: 'digits',
      epochsDone: 10,
    });
    const text = await run(['runs', '--data', data]);
    expect(text.stdout).toMatch(/run +name +data +state/);
  });

  it('become a picture of their filters', async () => {
    const out = join(await temporaryFolder(), 'filters.png');
    const { code } = await run(['filters', String(runId), '--out', out, '--epoch', '3', '--data', data]);
    expect(code).toBe(0);
    const { width, height, format } = await sharp(await readFile(out)).metadata();
    expect(format).toBe('png');
    expect(Math.min(width, height)).toBeGreaterThan(128 ** 0.5 * 28);
  });

  it('say how the units of their network fare', async () => {
    const { code, events } = await run(['health', String(runId), '--layer', '2', '--json', '--data', data]);
    expect(code).toBe(0);
    const units = events().filter(({ event }) => event === 'unit');
    expect(units.map(({ unit }) => unit)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    const done = events().at(-1);
    expect(done).toMatchObject({ event: 'done', runId, layer: 2, epoch: 10 });
    const dead = units.filter(({ marks }) => (marks as string[]).includes('dead')).length;
    expect(done?.['counts']).toMatchObject({ dead });

    const words = await run(['health', String(runId), '--data', data]);
    expect(words.stdout).toMatch(/^unit +marks +active/);
    expect(words.stdout).toMatch(/Layer 1 after epoch 10, on \d+ samples: \d+ dead, \d+ saturated/);
    const beyond = await run(['health', String(runId), '--layer', '3', '--data', data]);
    expect([beyond.code, beyond.stderr]).toEqual([1, expect.stringMatching(/layer from 0 to 1, got 2/)]);
  });

  describe('cut off in the middle of their training', () => {
    let experiment: string;
    let undisturbed: unknown;
    const afterSecond =
      (signal: NodeJS.Signals) =>
      (line: string, kill: (signal: NodeJS.Signals) => void): void => {
        if (line.includes('"epoch":2,')) kill(signal);
      };

    beforeAll(async () => {
      // Long enough that a slow machine does not end it before the signal arrives.
      experiment = await writeExperiment({ ...classifier(60), name: 'cut off' });
      const whole = await run(['train', experiment, '--json', '--data', data]);
      undisturbed = whole.events().at(-1)?.['weightsSha256'];
    });

    it('with Ctrl-C, they say how to go on, and go on to the same weights', async () => {
      const interrupted = await run(['train', experiment, '--json', '--data', data], afterSecond('SIGINT'));
      const last = interrupted.events().at(-1)!;
      expect(last['event']).toBe('interrupted');
      expect(interrupted.code).toBe(130);
      const resumed = await run(['resume', String(last['runId']), '--json', '--data', data]);
      expect(resumed.code).toBe(0);
      // An epoch behind the last checkpoint is trained, and told, once more.
      const epochs = resumed.events().flatMap(({ event, epoch }) => (event === 'epoch' ? [epoch] : []));
      expect(new Set(epochs).size).toBe(60);
      expect(resumed.events().at(-1)?.['weightsSha256']).toBe(undisturbed);
    });

    it('with a kill without warning, they are interrupted and go on to the same weights (R2)', async () => {
      const killed = await run(['train', experiment, '--json', '--data', data], afterSecond('SIGKILL'));
      const acknowledged = killed.events().length;
      const [row] = (await run(['runs', '--json', '--data', data])).events();
      expect(row['state']).toBe('interrupted');
      expect(row['epochsDone']).toBeGreaterThanOrEqual(acknowledged);
      const resumed = await run(['resume', String(row['runId']), '--json', '--data', data]);
      expect(resumed.events()).toHaveLength(61);
      expect(resumed.events().at(-1)?.['weightsSha256']).toBe(undisturbed);
    });
  });
});

describe('mistakes', () => {
  let data: string;
  beforeAll(async () => {
    data = await temporaryFolder();
    const pictures = await temporaryFolder();
    await put(pictures, 'a.png', await halves().png().toBuffer());
    await run(['import', pictures, '--name', 'pictures', '--data', data]);
  });

  const written = async (text: string): Promise<string> => {
    const file = join(await temporaryFolder(), 'experiment.json');
    await writeFile(file, text);
    return file;
  };

  it.each<[string, () => Promise<string[]>, RegExp]>([
    [
      'a missing experiment file',
      () => Promise.resolve(['train', '/nowhere/x.json']),
      /\/nowhere\/x\.json does not exist/,
    ],
    [
      'bad JSON, with its line',
      async () => ['train', await written('{\n  "version": 1,\n  "name": x\n}')],
      /line 3, column 11/,
    ],
    ['JSON that ends early', async () => ['train', await written('{\n  "version": 1')], /line 2, column 15/],
    ['a wrong field', async () => ['train', await writeExperiment({ ...classifier(1), seed: -4 })], /seed/],
    [
      'a set that is not there, naming those that are',
      async () => ['train', await writeExperiment(classifier(1))],
      /no data set "digits".*pictures/,
    ],
    [
      'a folder that is not there',
      () => Promise.resolve(['import', '/nowhere', '--name', 'x']),
      /not a folder/,
    ],
    [
      'a name that is taken',
      async () => ['import', await temporaryFolder(), '--name', 'pictures'],
      /exists already/,
    ],
    ['a folder without pictures', async () => ['import', await temporaryFolder(), '--name', 'x'], /no files/],
    [
      'a size that is none',
      async () => ['import', await temporaryFolder(), '--name', 'x', '--size', 'big'],
      /HEIGHTxWIDTH/,
    ],
    ['a run that is not there', () => Promise.resolve(['filters', '99', '--out', '/tmp/x.png']), /no run 99/],
    ['an unknown command', () => Promise.resolve(['fly']), /unknown command/],
  ])('exit with 1 and say what to do: %s', async (_what, args, message) => {
    const ended = await run([...(await args()), '--data', data, '--json']);
    expect(ended.stderr).toMatch(message);
    expect(ended.events().filter(({ event }) => event !== 'progress')).toEqual([]);
    expect(ended.code).toBe(1);
  });

  it.skipIf(process.platform === 'win32')('do not wait for a pipe that is given for a model', async () => {
    const pipe = join(await temporaryFolder(), 'pipe.onnx');
    execFileSync('mkfifo', [pipe]);
    const { code, stderr } = await run(['import-model', pipe, '--data', data]);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'error: pipe.onnx is no file. Choose the file of a model.\n',
    });
  });

  it.runIf(existsSync('/dev/full'))('tell of output that cannot be written', () => {
    const full = openSync('/dev/full', 'w');
    const { status, stderr } = spawnSync(process.execPath, [cliEntry, 'datasets', '--data', data], {
      stdio: ['ignore', full, 'pipe'],
      encoding: 'utf8',
    });
    closeSync(full);
    expect(stderr).toMatch(/output cannot be written \(ENOSPC/);
    expect(status).toBe(1);
  });

  it('leave no half set behind when an import fails', async () => {
    const empty = await temporaryFolder();
    await run(['import', empty, '--name', 'again', '--data', data]);
    await put(empty, 'a.png', await halves().png().toBuffer());
    expect((await run(['import', empty, '--name', 'again', '--data', data])).code).toBe(0);
  });

  it('say what the lab keeps on disk, and free only what is named', async () => {
    const data = await temporaryFolder();
    const pictures = await temporaryFolder();
    await put(pictures, 'a.png', await halves().png().toBuffer());
    await run(['import', pictures, '--name', 'one', '--size', '8x8', '--data', data]);
    const usage = await run(['storage', '--json', '--data', data]);
    expect(usage.events()[0]).toMatchObject({ freeDiskBytes: expect.any(Number) as number });
    const none = await run(['prune', '--checkpoints', '0', '--json', '--data', data]);
    expect(none.events()).toMatchObject([{ event: 'done', bytes: 0 }]);
    const preview = await run(['prune', '--unused-sets', '--dry-run', '--json', '--data', data]);
    expect(preview.events()).toMatchObject([{ event: 'preview', bytes: 64 }]);
    const freed = await run(['prune', '--unused-sets', '--data', data]);
    expect(freed.stdout).toMatch(/unusedSets: 1/);
    expect((await run(['datasets', '--json', '--data', data])).events()).toEqual([]);
  });

  it('say of a damaged lab what can be done, with 1', async () => {
    const data = await temporaryFolder();
    await put(data, 'lab.sqlite', 'no database');
    for (const command of ['runs', 'storage']) {
      const { code, stdout, stderr } = await run([command, '--json', '--data', data]);
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toMatch(/damaged.*quarantine|damaged.*-wal and -shm/);
    }
  });

  it('keep two at once apart, but let one look', async () => {
    const lock = lockDataFolder(data);
    const train = await run(['train', await writeExperiment(classifier(1)), '--data', data]);
    expect(train.stderr).toMatch(/in use by another Simplecell/);
    expect(train.code).toBe(1);
    const list = await run(['datasets', '--json', '--data', data]);
    expect(list.code).toBe(0);
    expect(list.events().map(({ name }) => name)).toContain('pictures');
    lock.release();
  });
});
