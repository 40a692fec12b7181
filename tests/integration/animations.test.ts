/** Filters through time as a file: whole, or not there at all, however its making ends (R8). */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Animation } from '../../src-main/contract/animations';
import type { Lab } from '../../src-main/lab';
import { ensureBuilt, openTestLab, removeFolders, temporaryFolder } from './bench-lab';
import { sabotagedEncoder } from './sabotage';
import { folderWithSmallSet, smallExperiment } from './small-run';

const epochs = 3;
/** Progress once all frames were sent. */
const reading = 0.2;
let dataDir: string;
let animation: Animation;
let folder: string;

beforeAll(async () => {
  await ensureBuilt();
  dataDir = await folderWithSmallSet();
  const lab = await openTestLab(dataDir);
  const runId = lab.supervisor.create(smallExperiment(epochs), 'running');
  await lab.supervisor.ended(runId);
  await lab.close();
  animation = { runIds: [runId], format: 'gif', framesPerSecond: 4, scale: 'unit' };
}, 180_000);
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterAll(removeFolders);

async function within(lab: Lab, work: (lab: Lab) => Promise<void>): Promise<void> {
  try {
    await work(lab);
  } finally {
    await lab.close();
  }
}

const still = { progress: () => undefined, signal: new AbortController().signal };

describe('an animation', () => {
  it('has a frame for each kept epoch, and nothing lies beside it', async () => {
    await within(await openTestLab(dataDir), async ({ animations }) => {
      const file = join(folder, 'film.gif');
      const saved = await animations.write(animation, file, still);
      const { pages, width, pageHeight } = await sharp(file, { pages: -1 }).metadata();
      expect([pages, width, pageHeight]).toEqual([saved.frames, saved.widthPx, saved.heightPx]);
      expect(saved.frames).toBeGreaterThanOrEqual(epochs);
      expect(await readdir(folder)).toEqual(['film.gif']);
    });
  });

  it('that is cancelled after its first frame leaves what was there before', async () => {
    const file = join(folder, 'film.gif');
    await writeFile(file, 'before');
    await within(await openTestLab(dataDir), async ({ animations }) => {
      const wanted = new AbortController();
      const work = { progress: () => wanted.abort(), signal: wanted.signal };
      await expect(animations.write(animation, file, work)).rejects.toMatchObject({ kind: 'cancelled' });
      // And the next one is made.
      await animations.write(animation, join(folder, 'next.gif'), still);
    });
    expect((await readdir(folder)).sort()).toEqual(['film.gif', 'next.gif']);
    expect(await readFile(file, 'utf8')).toBe('before');
  });

  it('is cancelled while it is encoded, which cannot be interrupted but by ending its process', async () => {
    const launchDecoder = await sabotagedEncoder('hangs');
    await within(await openTestLab(dataDir, { launchDecoder }), async ({ animations }) => {
      const wanted = new AbortController();
      const shares: number[] = [];
      const progress = (share: number): void => {
        shares.push(share);
        // All frames are with the encoder: what comes next never ends by itself.
        if (share > reading - 1e-9) setImmediate(() => wanted.abort());
      };
      const writing = animations.write(animation, join(folder, 'film.gif'), {
        progress,
        signal: wanted.signal,
      });
      await expect(writing).rejects.toMatchObject({ kind: 'cancelled' });
      expect(shares.at(-1)).toBeCloseTo(reading, 9);
    });
    expect(await readdir(folder)).toEqual([]);
  });

  it('whose process dies says how it ended and what to do, and leaves no file', async () => {
    const launchDecoder = await sabotagedEncoder('dies');
    await within(await openTestLab(dataDir, { launchDecoder }), async ({ animations }) => {
      const writing = animations.write(animation, join(folder, 'film.gif'), still);
      await expect(writing).rejects.toMatchObject({ kind: 'io' });
      await expect(writing).rejects.toThrow(
        /its process ended, SIGKILL.*Choose fewer runs, or another format/,
      );
    });
    expect(await readdir(folder)).toEqual([]);
  });
});
