/** The queue of runs: slots, order, priorities, holding, restarts, and what frees a place; with scripted workers. */
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { removeFolders, temporaryFolder } from './bench-lab';
import { RunWorld, settled, smallExperiment } from './run-world';

afterAll(removeFolders);

let world: RunWorld;
beforeEach(async () => {
  world = new RunWorld(await temporaryFolder());
  world.slots = 1;
});

function queued(count: number): number[] {
  return Array.from({ length: count }, (_, seed) => world.supervisor.create(smallExperiment(seed), 'queued'));
}

/** Lets the workers go on until their runs have ended; returns the runs in the order in which they began. */
async function untilAllEnded(): Promise<number[]> {
  await settled();
  while (world.living.length > 0) {
    for (const worker of world.living) worker.obey();
    await settled();
  }
  return world.database
    .prepare<[], number>("SELECT run_id FROM run_events WHERE detail ->> '$.to' = 'preparing' ORDER BY id")
    .pluck()
    .all();
}

const stateOf = (runId: number): unknown =>
  world.database.prepare('SELECT state FROM runs WHERE id = ?').pluck().get(runId);

describe('queued runs', () => {
  it('begin one after another on one slot, in the order in which they were queued', async () => {
    const [a, b, c] = queued(3);
    expect([a, b, c].map(stateOf)).toEqual(['preparing', 'queued', 'queued']);
    expect(await untilAllEnded()).toEqual([a, b, c]);
    expect([a, b, c].map(stateOf)).toEqual(['finished', 'finished', 'finished']);
  });

  it('begin in the order they are put in, and a higher priority goes first', async () => {
    const [a, b, c, d] = queued(4);
    world.supervisor.reorder(d, b);
    expect(world.supervisor.queue().waiting).toEqual([d, b, c]);
    world.supervisor.reorder(b, null);
    expect(world.supervisor.queue().waiting).toEqual([d, c, b]);
    world.supervisor.setPriority([b], 5);
    expect(world.supervisor.queue().waiting).toEqual([b, d, c]);
    // Put before one of a higher priority, it takes that.
    world.supervisor.reorder(c, b);
    expect(await untilAllEnded()).toEqual([a, c, b, d]);
  });

  it('can be moved between the same two again and again', () => {
    const [, b, c, d] = queued(4);
    for (let move = 0; move < 200; move++) {
      const { waiting } = world.supervisor.queue();
      world.supervisor.reorder(waiting[2], waiting[1]);
      expect(world.supervisor.queue().waiting).toEqual([waiting[0], waiting[2], waiting[1]]);
    }
    expect(world.supervisor.queue().waiting).toEqual([b, c, d]);
  });

  it('use no more slots than there are, those of runs begun by hand included, and one that pauses gives its slot', async () => {
    world.slots = 2;
    const byHand = world.supervisor.create(smallExperiment(9), 'running');
    const [a, b] = queued(2);
    expect([byHand, a, b].map(stateOf)).toEqual(['preparing', 'preparing', 'queued']);
    await settled();
    for (const worker of world.living) worker.obey();
    world.supervisor.control(byHand, 'pause');
    expect(stateOf(b)).toBe('queued');
    world.living[0].obey();
    await settled();
    expect([byHand, a, b].map(stateOf)).toEqual(['paused', 'running', 'preparing']);
  });

  it('begin when a slot is added, when one is asked for by hand, and not while all is paused', async () => {
    const [a, b, c, d] = queued(4);
    world.slots = 2;
    world.supervisor.fillSlots();
    world.supervisor.control(d, 'resume');
    expect([a, b, c, d].map(stateOf)).toEqual(['preparing', 'preparing', 'queued', 'preparing']);
    world.supervisor.controlAll('pause');
    await settled();
    for (const worker of world.living) worker.obey();
    await settled();
    expect([a, b, c, d].map(stateOf)).toEqual(['paused', 'paused', 'queued', 'paused']);
    expect(world.supervisor.queue()).toEqual({ held: true, slots: 2, busy: 0, waiting: [c] });
    world.supervisor.controlAll('resume');
    // Those that were paused come first: they have their slots again.
    expect(world.supervisor.queue()).toEqual({ held: false, slots: 2, busy: 3, waiting: [c] });
    expect(new Set(await untilAllEnded())).toEqual(new Set([a, b, c, d]));
  });

  it('wait through a restart and go on, while one that was cut off waits for a word', async () => {
    const [a, b, c] = queued(3);
    await settled();
    await world.crash();
    world.begin();
    expect([a, b, c].map(stateOf)).toEqual(['interrupted', 'preparing', 'queued']);
    world.supervisor.control(a, 'queue');
    expect(world.supervisor.queue().waiting).toEqual([c, a]);
    expect(await untilAllEnded()).toEqual([a, b, c, a]);
  });

  it('stay held through a restart when all was paused', async () => {
    const [a, b] = queued(2);
    world.supervisor.controlAll('pause');
    await world.crash();
    world.begin();
    expect([a, b].map(stateOf)).toEqual(['interrupted', 'queued']);
    expect(world.supervisor.queue().held).toBe(true);
    world.supervisor.controlAll('resume');
    expect([a, b].map(stateOf)).toEqual(['interrupted', 'preparing']);
  });

  it('leave the queue when they are stopped or deleted, and come back to its end', async () => {
    const [a, b, c] = queued(3);
    world.supervisor.control(b, 'stop');
    world.supervisor.remove([c]);
    expect([b, c].map(stateOf)).toEqual(['stopped', 'stopped']);
    world.supervisor.restore([c]);
    world.supervisor.control(c, 'queue');
    world.supervisor.control(b, 'queue');
    expect(await untilAllEnded()).toEqual([a, c, b]);
  });

  it('fail with the reason when their data set is gone, and the next one begins', async () => {
    const [a, b] = queued(2);
    world.hasDataset = false;
    expect(await untilAllEnded()).toEqual([a]);
    expect(stateOf(b)).toBe('failed');
    expect(world.events.list(b).at(-1)).toMatchObject({
      from: 'queued',
      to: 'failed',
      reason: /no data set/,
    });
  });

  it('are waited for until they have ended', async () => {
    const [, b] = queued(2);
    let hasEnded = false;
    const ended = world.supervisor.ended(b).then(() => (hasEnded = true));
    await settled();
    expect(hasEnded).toBe(false);
    await untilAllEnded();
    await ended;
    expect(stateOf(b)).toBe('finished');
  });
});

describe('a finished run', () => {
  it('goes on to more epochs, with that in its record and its old result gone until the new one', async () => {
    const [a] = queued(1);
    await untilAllEnded();
    expect(() => world.supervisor.extend(a, 3)).toThrow(/had 3 epochs; give it more/);
    world.supervisor.extend(a, 5);
    const row = (): unknown =>
      world.database.prepare('SELECT epochs_total, epochs_done, test_loss, weights_epoch FROM runs').get();
    expect(row()).toEqual({ epochs_total: 5, epochs_done: 3, test_loss: null, weights_epoch: null });
    await untilAllEnded();
    expect(row()).toEqual({ epochs_total: 5, epochs_done: 5, test_loss: 1, weights_epoch: 5 });
    const record = world.events.list(a).map((event) => (event.kind === 'state' ? event.to : event.kind));
    const first = ['queued', 'preparing', 'running', 'finished'];
    expect(record).toEqual([...first, 'extended', 'preparing', 'running', 'finished']);
    expect(world.events.list(a)[4]).toMatchObject({ epoch: 3, x: 3, from: 3, to: 5 });
  });
});

describe('the bin', () => {
  it('takes runs out of sight, gives them back whole, and purges them for good', async () => {
    const [a, b] = queued(2);
    await untilAllEnded();
    world.supervisor.remove([a, b]);
    expect(() => world.supervisor.control(a, 'resume')).toThrow(/deleted. Restore it/);
    world.supervisor.restore([a]);
    await world.supervisor.purge(null);
    expect([a, b].map(stateOf)).toEqual(['finished', undefined]);
    const left =
      'SELECT (SELECT count(*) FROM epochs) + (SELECT count(*) FROM checkpoints) + (SELECT count(*) FROM snapshots)';
    expect(world.database.prepare(left).pluck().get()).toBe(3 + 1 + 3);
    // A number is never given twice, lest an old message be taken for one of the new run.
    expect(world.supervisor.create(smallExperiment(5), 'queued')).toBe(b + 1);
  });

  it('refuses all of them while one is under way', () => {
    const [a, b] = queued(2);
    expect(() => world.supervisor.remove([b, a])).toThrow(/under way/);
    expect([a, b].map(stateOf)).toEqual(['preparing', 'queued']);
  });
});
