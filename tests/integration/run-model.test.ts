/**
 * The states of runs as a model: any sequence of clicks, deaths of workers, crashes and restarts, against the real supervisor
 * and database. After every step it is held that the record tells every state by ways of the table, that no more
 * queued runs begin than there are slots, that none is forgotten, and that nothing that was told is lost.
 */
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { AppError } from '../../src-main/contract/errors';
import type { RunEvent, RunState } from '../../src-main/contract/runs';
import { isUnderWay, transitions } from '../../src-main/training/run-states';
import { removeFolders, temporaryFolder } from './bench-lab';
import { RunWorld, settled, smallExperiment } from './run-world';

afterAll(removeFolders);

const index = fc.nat({ max: 7 });
const action = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.tuple(fc.constant('create'), fc.constantFrom('running', 'paused', 'queued', 'queued')),
  },
  { weight: 12, arbitrary: fc.tuple(fc.constant('obey'), index) },
  {
    weight: 6,
    arbitrary: fc.tuple(
      fc.constant('control'),
      index,
      fc.constantFrom('pause', 'resume', 'step', 'stop', 'queue'),
    ),
  },
  { weight: 2, arbitrary: fc.tuple(fc.constant('controlAll'), fc.constantFrom('pause', 'resume', 'resume')) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('reorder'), index, fc.option(index)) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('priority'), index, fc.integer({ min: -1, max: 1 })) },
  { weight: 2, arbitrary: fc.tuple(fc.constant('remove'), index) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('restore'), index) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('purge')) },
  { weight: 2, arbitrary: fc.tuple(fc.constant('extend'), index) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('change'), index) },
  { weight: 2, arbitrary: fc.tuple(fc.constantFrom('die', 'fail'), index) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('slots'), fc.integer({ min: 1, max: 3 })) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('dataset'), fc.boolean()) },
  { weight: 1, arbitrary: fc.tuple(fc.constantFrom('close', 'crash')) },
);
type Action = typeof action extends fc.Arbitrary<infer T> ? T : never;

interface Row {
  readonly id: number;
  readonly state: RunState;
  readonly priority: number;
  readonly epochs_done: number;
  readonly epochs_total: number;
  readonly is_deleted: 0 | 1;
}

type Entry = { readonly runId: number } & Extract<RunEvent, { kind: 'state' }>;

/** What a user and the world do, and what must hold after it. */
class History {
  readonly #world: RunWorld;
  readonly #created = new Set<number>();
  readonly #purged = new Set<number>();
  readonly #epochs = new Map<number, number>();
  #seen = 0;

  constructor(world: RunWorld) {
    this.#world = world;
  }

  async perform(each: Action): Promise<void> {
    const before = this.#rows();
    let manual: number | null = null;
    try {
      manual = await this.#act(each, before);
    } catch (error) {
      // A refusal; anything else is a mistake of ours.
      if (!(error instanceof AppError)) throw error;
      expect(this.#rows()).toEqual(before);
    }
    await settled();
    this.#world.clock.advance(200);
    // A worker whose patience is over just now has left a slot, which is given away in a turn of its own.
    await settled();
    this.#check(manual);
  }

  /** @returns the run that the action itself begins, if any */
  async #act([verb, first, second]: Action, rows: readonly Row[]): Promise<number | null> {
    const at = typeof first === 'number' ? first : 0;
    const runId = rows.length === 0 ? 99 : rows[at % rows.length].id;
    const worker = this.#world.living.at(at % Math.max(1, this.#world.living.length));
    if (verb === 'create') return this.#create(first, rows.length);
    if (verb === 'close' || verb === 'crash') {
      await this.#world[verb]();
      this.#world.begin();
    } else if (verb === 'obey' || verb === 'die' || verb === 'fail') worker?.[verb]();
    else await this.#command(verb, runId, first, second, rows);
    return verb === 'control' || verb === 'extend' ? runId : null;
  }

  #create(start: unknown, seed: number): number | null {
    const id = this.#world.supervisor.create(smallExperiment(seed), start as 'running');
    this.#created.add(id);
    return start === 'queued' ? null : id;
  }

  async #command(
    verb: string,
    runId: number,
    first: unknown,
    second: unknown,
    rows: readonly Row[],
  ): Promise<void> {
    const { supervisor } = this.#world;
    const epochs = rows.find(({ id }) => id === runId)?.epochs_total ?? 0;
    const before = typeof second === 'number' ? (rows.at(second % Math.max(1, rows.length))?.id ?? 99) : null;
    const commands: Record<string, () => unknown> = {
      control: () => supervisor.control(runId, second as 'pause'),
      controlAll: () => supervisor.controlAll(first as 'pause'),
      reorder: () => supervisor.reorder(runId, before),
      priority: () => supervisor.setPriority([runId], second as number),
      remove: () => supervisor.remove([runId]),
      restore: () => supervisor.restore([runId]),
      extend: () => supervisor.extend(runId, epochs + 2),
      change: () => supervisor.change(runId, { setting: 'dropout', layer: 0, value: 0.25 }),
      dataset: () => (this.#world.hasDataset = first as boolean),
      slots: () => {
        this.#world.slots = first as number;
        supervisor.fillSlots();
      },
      purge: () => {
        for (const row of rows) if (row.is_deleted === 1) this.#purged.add(row.id);
        return supervisor.purge(null);
      },
    };
    expect(Object.keys(commands)).toContain(verb);
    await commands[verb]();
  }

  #check(manual: number | null): void {
    const rows = this.#rows();
    const expected = [...this.#created].filter((id) => !this.#purged.has(id));
    expect(rows.map(({ id }) => id)).toEqual(expected);
    this.#checkRecord(rows);
    this.#checkQueue(rows, manual);
    for (const { id, epochs_done, is_deleted, state } of rows) {
      // Never fewer epochs than were once there, each of them with its row.
      expect(epochs_done).toBeGreaterThanOrEqual(this.#epochs.get(id) ?? 0);
      expect(this.#world.epochs.list(id).map(({ epoch }) => epoch)).toEqual(
        Array.from({ length: epochs_done }, (_, at) => at + 1),
      );
      this.#epochs.set(id, epochs_done);
      // The last word to the page is the truth.
      const told = this.#world.updates.get(id);
      if (is_deleted === 0 && told !== undefined) expect(told.run.state).toBe(state);
    }
  }

  /** Every state came by a way of the table, and the record says so without a gap. */
  #checkRecord(rows: readonly Row[]): void {
    for (const { id, state } of rows) {
      let at: RunState | null = null;
      for (const event of this.#world.events.list(id)) {
        if (event.kind !== 'state') continue;
        expect(event.from).toBe(at);
        const ways: readonly string[] =
          at === null ? ['queued', 'preparing'] : Object.values(transitions[at]);
        expect(ways).toContain(event.to);
        at = event.to;
      }
      expect(state).toBe(at);
    }
    const working = rows.filter((row) => isUnderWay(row.state));
    expect(this.#world.living).toHaveLength(working.length);
  }

  #checkQueue(rows: readonly Row[], manual: number | null): void {
    const { supervisor, slots } = this.#world;
    const queue = supervisor.queue();
    const waiting = rows.filter(({ state }) => state === 'queued');
    expect([...queue.waiting].sort((a, b) => a - b)).toEqual(waiting.map(({ id }) => id));
    // None is forgotten: where there is a free slot, nobody waits.
    if (!queue.held && queue.busy < slots) expect(waiting).toEqual([]);
    const states = new Map<number, RunState>();
    this.#entries().forEach(({ runId, from, to }, place) => {
      states.set(runId, to);
      if (place < this.#seen || from !== 'queued' || to !== 'preparing' || runId === manual) return;
      const busy = [...states.values()].filter((state) => state === 'preparing' || state === 'running');
      expect(busy.length).toBeLessThanOrEqual(slots);
      const { priority = 0 } = rows.find(({ id }) => id === runId) ?? {};
      for (const other of waiting) expect(other.priority).toBeLessThanOrEqual(priority);
    });
    this.#seen = this.#entries().length;
  }

  #rows(): Row[] {
    return this.#world.database
      .prepare<[], Row>(
        'SELECT id, state, priority, epochs_done, epochs_total, deleted_at_ms IS NOT NULL AS is_deleted FROM runs ORDER BY id',
      )
      .all();
  }

  /** Of all runs, in the order in which they were written. */
  #entries(): Entry[] {
    return this.#world.database
      .prepare<[], Entry>(
        `SELECT run_id AS runId, detail ->> '$.from' AS "from", detail ->> '$.to' AS "to"
         FROM run_events WHERE kind = 'state' ORDER BY id`,
      )
      .all();
  }
}

describe('any sequence of clicks, deaths, crashes and restarts', () => {
  it('keeps every run in a state of the table, with its record, its epochs and its place', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(action, { minLength: 20, maxLength: 120 }), async (actions) => {
        const world = new RunWorld(await temporaryFolder());
        const history = new History(world);
        for (const each of actions) await history.perform(each);
        await world.close();
      }),
      { numRuns: 40, interruptAfterTimeLimit: 60_000, markInterruptAsFailure: false },
    );
  }, 120_000);
});
