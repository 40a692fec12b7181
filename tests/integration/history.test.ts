/** A history of 10,000 runs: pages, sorting, searching and filters are right, and no question holds the process up. */
import { beforeAll, describe, expect, it } from 'vitest';
import { runQuerySchema, runSortSchema, type RunQuery } from '../../src-main/contract/run-history';
import type { RunSummary } from '../../src-main/contract/runs';
import { HistoryRepository } from '../../src-main/db/history-repository';
import { openDatabase, type Database } from '../../src-main/db/open';
import { createRandom } from '../../src-engine/random';
import { smallExperiment } from './run-world';

const RUNS = 10_000;
const states = ['finished', 'finished', 'stopped', 'failed', 'interrupted', 'queued'] as const;

/** One run as the test remembers it. */
interface Made {
  readonly id: number;
  readonly name: string;
  readonly dataset: string;
  readonly state: (typeof states)[number];
  readonly seed: number;
  readonly epochs: number;
  readonly loss: number | null;
  readonly accuracy: number | null;
  readonly priority: number;
  readonly place: number | null;
  readonly pinned: boolean;
  readonly archived: boolean;
  readonly deleted: boolean;
  readonly note: string;
  readonly tags: readonly string[];
  readonly sweep: number | null;
}

function make(id: number, random: ReturnType<typeof createRandom>): Made {
  const state = states[random.integer(states.length)];
  const epochs = random.integer(40);
  return {
    id,
    name:
      ['Edges', 'edges 100%', 'Digits_dense', 'digits', String.raw`back\slash`][random.integer(5)] +
      ` ${random.integer(500)}`,
    dataset: ['sample:digits', 'cats', 'my_set'][random.integer(3)],
    state,
    seed: random.integer(50),
    epochs,
    loss: epochs === 0 ? null : random.integer(200) / 10,
    accuracy: random.integer(2) === 0 ? null : random.uniform(),
    priority: random.integer(3) - 1,
    place: state === 'queued' ? random.uniform() : null,
    pinned: random.integer(50) === 0,
    archived: random.integer(10) === 0,
    deleted: random.integer(20) === 0,
    note: random.integer(30) === 0 ? '50% dropout_helps' : '',
    tags: ['baseline', 'good', 'a_b'].filter(() => random.integer(8) === 0),
    sweep: random.integer(4) === 0 ? 1 + random.integer(2) : null,
  };
}

let database: Database;
let history: HistoryRepository;
let made: readonly Made[];

function store(run: Made): void {
  database
    .prepare(
      `INSERT INTO runs (id, experiment_id, dataset_name, name, state, seed, created_at_ms, epochs_total, epochs_done,
         train_loss, test_accuracy, priority, queue_place, pinned, archived, deleted_at_ms, note, sweep_id, arm)
       VALUES (@id, 1, @dataset, @name, @state, @seed, @created, 40, @epochs, @loss, @accuracy, @priority, @place, @pinned,
         @archived, @deleted, @note, @sweep, @arm)`,
    )
    .run({
      ...run,
      created: Math.floor(run.id / 3),
      pinned: Number(run.pinned),
      archived: Number(run.archived),
      deleted: run.deleted ? 5 : null,
      arm: run.sweep === null ? null : 1,
    });
  const tag = database.prepare('INSERT INTO run_tags VALUES (?, ?)');
  for (const each of run.tags) tag.run(run.id, each);
  const plan = database.prepare('INSERT INTO plans VALUES (?, ?)');
  plan.run(run.id, JSON.stringify(new Array(40).fill({ title: 'Dense · sigmoid', outputShape: [100] })));
  const epoch = database.prepare('INSERT INTO epochs VALUES (?, ?, ?, NULL, 0.1, 1, 1)');
  for (let at = 1; at <= run.epochs; at++) {
    const loss = at === run.epochs ? (run.loss ?? 0) : at;
    epoch.run(run.id, at, JSON.stringify({ loss, data: loss, weightDecay: 0, sparsity: 0, accuracy: null }));
  }
}

beforeAll(() => {
  database = openDatabase(':memory:');
  history = new HistoryRepository(database);
  const random = createRandom(11, 'sample');
  made = Array.from({ length: RUNS }, (_, at) => make(at + 1, random));
  database.transaction(() => {
    database.prepare('INSERT INTO experiments VALUES (1, ?, 0)').run(JSON.stringify(smallExperiment(1)));
    const sweep = database.prepare('INSERT INTO sweeps VALUES (?, ?, ?, 0)');
    for (const id of [1, 2])
      sweep.run(id, `sweep ${id}`, '{"arms":[{"name":"standard"},{"name":"dropout"}]}');
    made.forEach(store);
  })();
}, 120_000);

function ask(query: Partial<RunQuery>): { total: number; ids: number[]; runs: RunSummary[] } {
  const { total, runs } = history.query(runQuerySchema.parse({ limit: 500, ...query }));
  return { total, runs, ids: runs.map(({ id }) => id) };
}

const visible = (run: Made): boolean => !run.deleted && !run.archived;

/** What must come out: those that fit, the pinned first, then the youngest. */
function expected(fits: (run: Made) => boolean): number[] {
  const rank = ({ id, pinned }: Made): number => Number(pinned) * RUNS + Math.floor(id / 3) + id / RUNS;
  return made
    .filter(fits)
    .sort((a, b) => rank(b) - rank(a))
    .map(({ id }) => id);
}

describe('a history of 10,000 runs', () => {
  it('comes in pages that together are all of it, in one order', () => {
    const all = expected(visible);
    const pages = Array.from({ length: Math.ceil(all.length / 500) }, (_, at) => ask({ offset: at * 500 }));
    expect(pages.flatMap(({ ids }) => ids)).toEqual(all);
    expect(new Set(pages.map(({ total }) => total))).toEqual(new Set([all.length]));
    expect(ask({ offset: RUNS }).ids).toEqual([]);
    const { offset: _offset, limit: _limit, ...filter } = runQuerySchema.parse({});
    expect(history.queryIds(filter)).toEqual(all);
  });

  it('is sorted by any figure both ways, runs without one last', () => {
    const loss = (id: number): number | null => made[id - 1].loss;
    for (const descending of [false, true]) {
      const { ids } = ask({ sort: { by: 'trainLoss', descending }, pinnedFirst: false, archived: 'with' });
      const losses = made.filter(({ deleted }) => !deleted).flatMap((run) => run.loss ?? []);
      losses.sort((a, b) => (descending ? b - a : a - b));
      expect(ids.map(loss)).toEqual(losses.slice(0, 500));
    }
    const failed: Partial<RunQuery> = { sort: { by: 'trainLoss', descending: true }, states: ['failed'] };
    const last = ask({ ...failed, offset: ask(failed).total - 20 });
    expect(last.ids).toHaveLength(20);
    expect(last.ids.map(loss)).toEqual(last.ids.map(() => null));
    for (const by of runSortSchema.options) {
      expect(ask({ sort: { by, descending: true } }).total).toBe(made.filter(visible).length);
    }
  });

  it('is sorted as the queue will begin', () => {
    const { ids } = ask({ sort: { by: 'queue', descending: false }, states: ['queued'], archived: 'with' });
    const waiting = made.filter(({ state, deleted }) => state === 'queued' && !deleted);
    waiting.sort((a, b) => b.priority - a.priority || (a.place ?? 0) - (b.place ?? 0));
    expect(ids).toEqual(waiting.slice(0, 500).map(({ id }) => id));
  });

  it('is searched word by word in names, notes, data sets and tags, with signs meaning themselves', () => {
    const has = (run: Made, part: string): boolean =>
      [run.name, run.note, run.dataset, ...run.tags].some((text) => text.toLowerCase().includes(part));
    const cases: [string, readonly string[]][] = [
      ['edges', ['edges']],
      ['EDGES 10', ['edges', '10']],
      ['100%', ['100%']],
      ['a_b', ['a_b']],
      ['_', ['_']],
      ['%', ['%']],
      [String.raw`k\s`, [String.raw`k\s`]],
      ['"dropout_helps"', ['dropout_helps']],
      ['my_set good', ['my_set', 'good']],
      ["'; DROP TABLE runs; --", ["';", 'drop', 'table', 'runs;', '--']],
    ];
    for (const [text, parts] of cases) {
      const fits = expected((run) => visible(run) && parts.every((part) => has(run, part)));
      expect(ask({ text })).toMatchObject({ total: fits.length, ids: fits.slice(0, 500) });
    }
    const { id } = made.filter(visible)[77];
    expect(ask({ text: `#${id}` }).ids).toEqual([id]);
  });

  it('is filtered by state, data set, all tags, sweep, archive and bin', () => {
    const cases: [Partial<RunQuery>, (run: Made) => boolean][] = [
      [{ states: ['failed', 'stopped'] }, (run) => visible(run) && ['failed', 'stopped'].includes(run.state)],
      [{ datasets: ['cats'] }, (run) => visible(run) && run.dataset === 'cats'],
      [
        { tags: ['good', 'a_b'] },
        (run) => visible(run) && run.tags.includes('good') && run.tags.includes('a_b'),
      ],
      [{ sweepId: 2 }, (run) => visible(run) && run.sweep === 2],
      [{ archived: 'only' }, (run) => run.archived && !run.deleted],
      [{ bin: true, archived: 'with' }, (run) => run.deleted],
    ];
    for (const [query, fits] of cases) {
      const ids = expected(fits);
      expect(ids.length).toBeGreaterThan(0);
      expect(ask(query)).toMatchObject({ total: ids.length, ids: ids.slice(0, 500) });
    }
  });

  it('gives each row whole', () => {
    const run = made.find((one) => visible(one) && one.sweep === 1 && one.tags.length > 1 && one.epochs > 2)!;
    const [row] = ask({ text: `#${run.id}` }).runs;
    expect(row).toMatchObject({
      name: run.name,
      tags: [...run.tags].sort(),
      sweep: { id: 1, name: 'sweep 1', arm: 1, armName: 'dropout' },
      epochsDone: run.epochs,
      lastEpoch: { epoch: run.epochs, train: { loss: run.loss } },
      changes: 0,
    });
  });

  it('is counted by state, data set, tag and sweep', () => {
    const facets = history.facets();
    const inSight = made.filter(({ deleted }) => !deleted);
    const count = (fits: (run: Made) => boolean): number => inSight.filter(fits).length;
    expect(facets).toMatchObject({
      total: inSight.length,
      archived: count(({ archived }) => archived),
      inBin: RUNS - inSight.length,
    });
    for (const { value, count: found } of facets.states)
      expect(found).toBe(count(({ state }) => state === value));
    for (const { value, count: found } of facets.tags)
      expect(found).toBe(count(({ tags }) => tags.includes(value)));
    expect(facets.datasets).toHaveLength(3);
    expect(facets.sweeps).toEqual(
      [2, 1].map((id) => ({ id, name: `sweep ${id}`, count: count(({ sweep }) => sweep === id) })),
    );
  });

  it('has small curves of at most 32 points, from the first epoch to the latest', () => {
    const long = made.find(({ epochs }) => epochs > 32)!;
    const short = made.find(({ epochs }) => epochs === 3)!;
    const none = made.find(({ epochs }) => epochs === 0)!;
    const [curve, three, empty] = history.sparklines([long.id, short.id, none.id, RUNS + 1]);
    expect(curve.train).toHaveLength(32);
    expect([curve.train[0], curve.train[31]]).toEqual([1, long.loss]);
    expect(three).toEqual({ runId: short.id, train: [1, 2, short.loss], validation: [] });
    expect(empty).toEqual({ runId: none.id, train: [], validation: [] });
  });

  it('is written on many at a time, and what is not named stays', () => {
    const ids = made.filter((run) => visible(run) && run.dataset === 'cats').map(({ id }) => id);
    history.annotate(ids, { addTags: ['seen', 'baseline'], removeTags: ['good'], pinned: true });
    const after = ask({ tags: ['seen'], datasets: ['cats'] });
    expect(after.total).toBe(ids.length);
    expect(
      after.runs.every(({ pinned, tags }) => pinned && tags.includes('baseline') && !tags.includes('good')),
    ).toBe(true);
    expect(after.runs.map(({ note }) => note)).toEqual(after.ids.map((id) => made[id - 1].note));
    history.annotate([ids[0]], { name: 'named', note: 'why', archived: true });
    expect(ask({ text: 'named', archived: 'only' }).runs[0]).toMatchObject({
      id: ids[0],
      note: 'why',
      pinned: true,
    });
  });
});
