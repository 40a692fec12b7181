/** The commands that compare: sweeps to their verdict, cut off and gone on with, runs side by side, the bin. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureBuilt, removeFolders, temporaryFolder } from './bench-lab';
import { halves, put } from './odd-pictures';
import { runCli } from './run-cli';

const base = {
  version: 1,
  name: 'halves',
  seed: 1,
  data: { dataset: 'halves', mode: 'images' },
  split: { validation: 0.2, test: 0.2 },
  network: {
    layers: [
      { type: 'dense', units: 6, activation: 'relu' },
      { type: 'dropout', rate: 0 },
      { type: 'dense', units: 2, activation: 'softmax' },
    ],
  },
  objective: { target: 'labels', loss: 'crossEntropy' },
  optimizer: { type: 'adam', learningRate: 0.01 },
  training: { epochs: 3, batchSize: 4 },
};
const arms = [
  { name: 'standard', set: {} },
  { name: 'dropout', set: { 'network.layers.1.rate': 0.5 } },
];

let data: string;
beforeAll(async () => {
  await ensureBuilt();
  const pictures = await temporaryFolder();
  for (let i = 0; i < 20; i++) {
    const picture = halves(8, 8).rotate(i % 2 === 0 ? 0 : 90);
    await put(pictures, `${i % 2 === 0 ? 'across' : 'upright'}/${i}.png`, await picture.png().toBuffer());
  }
  data = await temporaryFolder();
  const { code } = await runCli(['import', pictures, '--name', 'halves', '--size', '8x8', '--data', data]);
  expect(code).toBe(0);
}, 180_000);
afterAll(removeFolders);

async function written(content: object | string): Promise<string> {
  const file = join(await temporaryFolder(), 'sweep.json');
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

const cli = (...args: string[]) => runCli([...args, '--data', data]);
const json = (...args: string[]) => runCli([...args, '--data', data, '--json']);

describe('sweep', () => {
  it('ends with the means, intervals and differences of its arms, in one line', async () => {
    const file = await written({ version: 1, base, arms });
    const { code, stderr, events } = await json('sweep', file, '--seeds', '3', '--parallel', '2');
    expect([code, stderr]).toEqual([0, '']);
    const all = events();
    expect(all[0]).toMatchObject({
      event: 'sweep',
      arms: ['standard', 'dropout'],
      seeds: [1, 2, 3],
      runs: 6,
    });
    expect(all.filter(({ event }) => event === 'run')).toHaveLength(6);
    const done = all.at(-1)!;
    expect(done['event']).toBe('done');
    const interval = {
      mean: expect.any(Number) as number,
      ci95: [expect.any(Number) as number, expect.any(Number) as number],
      n: 3,
    };
    for (const [index, name] of ['standard', 'dropout'].entries()) {
      expect((done['arms'] as object[])[index]).toMatchObject({
        name,
        metric: { 'test.accuracy': interval, 'test.loss': interval, gap: interval },
      });
    }
    expect(done['differences']).toContainEqual(
      expect.objectContaining({ a: 'standard', b: 'dropout', metric: 'test.loss', n: 3, seeds: [1, 2, 3] }),
    );
  });

  it('prints a table and careful words for people', async () => {
    const file = await written({ version: 1, name: 'Once', base, arms });
    const { code, stdout } = await cli('sweep', file, '--seeds', '7,');
    expect(code).toBe(0);
    expect(stdout).toMatch(/Once: mean ± 95 % interval over 1 seed\narm +runs +test accuracy/);
    expect(stdout).toMatch(
      /At the single seed 7 the test loss .*One seed cannot tell a difference from chance/,
    );
    expect(stdout).not.toMatch(/±.*±/);
  });

  it('says after Ctrl-C how to go on, and goes on to the figures of an undisturbed one', async () => {
    const long = { ...base, training: { epochs: 400, batchSize: 4 } };
    const file = await written({ version: 1, base: long, arms });
    const metrics = ({ events }: Awaited<ReturnType<typeof json>>) =>
      (events().at(-1)?.['arms'] as { metric: Record<string, unknown> }[]).map(
        ({ metric }) => metric['test.loss'],
      );
    const whole = await json('sweep', file, '--seeds', '2', '--parallel', '1');
    let wasAsked = false;
    const cut = await runCli(
      ['sweep', file, '--seeds', '2', '--parallel', '1', '--json', '--data', data],
      (line, kill) => {
        // Once: a second signal ends at once, without a word.
        if (!wasAsked && line.includes('"event":"run"')) kill('SIGINT');
        wasAsked ||= line.includes('"event":"run"');
      },
    );
    expect(cut.code).toBe(130);
    const last = cut.events().at(-1)!;
    expect(last).toMatchObject({ event: 'interrupted', runs: 4 });
    const resumed = await json('sweep', '--resume', String(last['sweepId']), '--parallel', '1');
    expect(resumed.code).toBe(0);
    expect(metrics(resumed)).toEqual(metrics(whole));
    const more = await json('sweep', '--resume', String(last['sweepId']), '--seeds', '1,2,3');
    expect((more.events().at(-1)?.['arms'] as { finished: number }[])[0]?.finished).toBe(3);
  });

  it('tells of runs that failed, and ends with 1', async () => {
    const wild = {
      name: 'wild',
      set: { 'objective.weightDecay': 1000, optimizer: { type: 'sgd', learningRate: 1000 } },
    };
    const long = { ...base, training: { epochs: 20, batchSize: 4 } };
    const file = await written({ version: 1, base: long, arms: [arms[0], wild] });
    const { code, stdout } = await cli('sweep', file, '--seeds', '1');
    expect(code).toBe(1);
    expect(stdout).toMatch(/wild, seed 1\) failed: /);
  });

  it.each<[string, () => Promise<string[]>, RegExp]>([
    ['no file', () => Promise.resolve([]), /Give a sweep file, or --resume/],
    [
      'a file that is not there',
      () => Promise.resolve(['/nowhere.json']),
      /does not exist\. Give the path of a sweep file/,
    ],
    [
      'bad JSON, with its line',
      async () => [await written('{\n "version": 1,\n "base": x}')],
      /line 3, column 10/,
    ],
    [
      'a path that is nowhere, with the arm',
      async () => [
        await written({ version: 1, base, arms: [{ name: 'wide', set: { 'network.layers.7.units': 3 } }] }),
      ],
      /sweep\.json: Arm "wide": network\.layers\.7\.units: network\.layers has 3 layers, counted from 0 to 2/,
    ],
    [
      'a base that is wrong',
      async () => [await written({ version: 1, base: { ...base, seed: -1 }, arms })],
      /Base: seed/,
    ],
    [
      'seeds that are none',
      async () => [await written({ version: 1, base, arms }), '--seeds', 'many'],
      /how many, e\.g\. 5/,
    ],
    [
      'a seed twice',
      async () => [await written({ version: 1, base, arms }), '--seeds', '1,1'],
      /1 is listed twice/,
    ],
    ['a sweep that is not there', () => Promise.resolve(['--resume', '999']), /no sweep 999/],
  ])('refuses %s', async (_what, args, message) => {
    const ended = await json('sweep', ...(await args()));
    expect(ended.stderr).toMatch(message);
    expect([ended.code, ended.stdout]).toEqual([1, '']);
  });
});

describe('runs', () => {
  it('are compared, listed in part, given more epochs, deleted and restored', async () => {
    const file = await written({ version: 1, name: 'Pair', base, arms });
    const ended = await json('sweep', file, '--seeds', '1');
    const ids = ended.events().flatMap(({ event, runId }) => (event === 'run' ? [Number(runId)] : []));
    const [first, second] = ids.sort((a, b) => a - b).map(String) as [string, string];

    const compared = await json('compare', first, second);
    expect(compared.events().at(-1)).toMatchObject({
      event: 'done',
      runs: [{ runId: Number(first) }, { runId: Number(second) }],
      settings: [{ path: 'network.layers.1.rate', values: [0, 0.5] }],
    });
    const table = (await cli('compare', first, second)).stdout;
    expect(table).toMatch(/network\.layers\.1\.rate +0 +0\.5/);
    expect(table).toMatch(/test accuracy +\d/);
    expect(await cli('compare', first)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/two runs or more/) as string,
    });

    const listed = (await json('runs', '--search', 'Pair', '--state', 'finished', '--limit', '1')).events();
    expect(listed).toHaveLength(1);
    expect(listed[0]).toMatchObject({
      runId: Number(second),
      tags: [],
      sweep: { name: 'Pair', armName: 'dropout' },
    });
    expect((await json('runs', '--search', 'Pair', '--tag', 'nobody has it')).events()).toEqual([]);
    expect((await json('runs', '--state', 'flying')).code).toBe(1);

    const longer = await json('resume', first, '--epochs', '5');
    expect(longer.code).toBe(0);
    expect(longer.events().map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5, undefined]);

    expect((await cli('delete', first, second)).stdout).toMatch(new RegExp(`restore ${first} ${second}`));
    expect((await json('runs', '--search', 'Pair')).events()).toEqual([]);
    expect((await json('restore', first)).code).toBe(0);
    expect((await json('runs', '--search', 'Pair')).events()).toHaveLength(1);
    expect((await json('delete', first, second, '--forever')).events().at(-1)).toMatchObject({
      forever: true,
    });
    expect((await json('restore', second)).stderr).toMatch(new RegExp(`no run ${second}`));
  });
});
