/** Imports of real files through real decoder processes. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ImportOptions, ImportProgress } from '../../src-main/contract/datasets';
import type { Lab } from '../../src-main/lab';
import { ensureBuilt, openTestLab, removeFolders, temporaryFolder } from './bench-lab';
import { halves, put, SIDE, writeBadFiles, writeGoodPictures, writeHiddenFiles } from './odd-pictures';
import { sabotagedDecoder } from './sabotage';

const small: ImportOptions = { size: [8, 8], color: 'grey', fit: 'fill' };

beforeAll(ensureBuilt, 180_000);
afterAll(removeFolders);

describe('an import of everything at once', () => {
  let lab: Lab;
  let reasons: Record<string, RegExp>;
  let datasetId: number;
  const messages: ImportProgress[] = [];

  beforeAll(async () => {
    const folder = await temporaryFolder();
    await writeGoodPictures(folder);
    reasons = await writeBadFiles(folder);
    await writeHiddenFiles(folder);
    lab = await openTestLab(await temporaryFolder());
    lab.events.on('importProgress', (message) => messages.push(message));
    const job = lab.importer.start(folder, { ...small, name: 'everything' });
    datasetId = job.datasetId;
    await job.done;
  }, 120_000);
  afterAll(() => lab.close());

  const ready = () =>
    lab.datasets.items({ datasetId, state: 'ready', classIndex: null, offset: 0, limit: 1000 }).items;
  const pixelsOf = async (relativePath: string): Promise<Uint8Array> => {
    const item = ready().find((one) => one.relativePath === relativePath);
    const picture = await lab.datasets.picture(item?.id ?? 0);
    return picture!.pixels;
  };

  it('takes every good picture and lists every other file with its reason', () => {
    const skipped = lab.datasets.items({
      datasetId,
      state: 'skipped',
      classIndex: null,
      offset: 0,
      limit: 1000,
    }).items;
    expect(ready()).toHaveLength(15);
    expect(skipped.map((item) => item.relativePath).sort()).toEqual(Object.keys(reasons).sort());
    for (const { relativePath, reason } of skipped) expect(reason).toMatch(reasons[relativePath]);
    expect(lab.datasets.get(datasetId)).toMatchObject({ state: 'ready', pictureCount: 15, skippedCount: 12 });
  });

  it('makes the first folder of the path the class, and none of files in the root', () => {
    const { classes } = lab.datasets.get(datasetId);
    expect(classes.map(({ name, pictureCount }) => [name, pictureCount])).toEqual([
      ['Größe 画像', 1],
      ['jpeg', 3],
      ['other', 5],
      ['png', 5],
    ]);
    expect(ready().find((item) => item.relativePath === 'in the root.png')?.className).toBeNull();
  });

  it.each([
    'jpeg/plain.jpg',
    'jpeg/cmyk.jpg',
    'png/plain.png',
    'png/deep.png',
    'png/deep-grey.png',
    'png/palette.png',
    'other/palette.gif',
    'other/plain.webp',
    'other/plain.tiff',
    'other/plain.avif',
    'other/really a jpeg.png',
    'Größe 画像/ünïcode 猫.png',
  ])('brings %s to dark on the left and light on the right', async (relativePath) => {
    const pixels = await pixelsOf(relativePath);
    expect(pixels).toHaveLength(64);
    for (let y = 0; y < 8; y++) {
      // CMYK black is a matter of profiles; it only has to be dark.
      expect(pixels[y * 8 + 1]).toBeLessThan(60);
      expect(pixels[y * 8 + 6]).toBeGreaterThan(240);
    }
  });

  it('turns a picture as its EXIF orientation says, and reports its size as it is shown', async () => {
    const pixels = await pixelsOf('jpeg/turned.jpg');
    for (let x = 0; x < 8; x++) {
      expect(pixels[8 + x]).toBeLessThan(20);
      expect(pixels[48 + x]).toBeGreaterThan(235);
    }
    const item = ready().find((one) => one.relativePath === 'jpeg/turned.jpg');
    expect([item?.originalHeightPx, item?.originalWidthPx]).toEqual([48, 32]);
  });

  it('lays transparent pictures on white', async () => {
    expect(new Set(await pixelsOf('png/transparent.png'))).toEqual(new Set([255]));
  });

  it('gives sizes of the originals', () => {
    for (const item of ready().filter((one) => one.relativePath !== 'jpeg/turned.jpg')) {
      expect([item.relativePath, item.originalHeightPx, item.originalWidthPx]).toEqual([
        item.relativePath,
        SIDE,
        SIDE,
      ]);
    }
  });

  it('numbers its messages and ends with the whole truth', () => {
    expect(messages.map((message) => message.seq)).toEqual(messages.map((_, index) => index + 1));
    expect(messages.at(-1)).toMatchObject({
      state: 'ready',
      found: 27,
      imported: 15,
      skipped: 12,
      scanning: false,
    });
    expect(messages.flatMap((message) => message.newItemIds).sort((a, b) => a - b)).toEqual(
      ready().map((item) => item.id),
    );
  });
});

describe('an import', () => {
  it('gives the same bytes whatever the number of decoders', async () => {
    const folder = await temporaryFolder();
    for (let i = 0; i < 60; i++)
      await put(
        folder,
        `${i % 3}/${i}.png`,
        await halves(8, 8 + i)
          .png()
          .toBuffer(),
      );
    const read = async (decoderProcesses: number): Promise<Uint8Array> => {
      const lab = await openTestLab(await temporaryFolder(), { decoderProcesses });
      const job = lab.importer.start(folder, { ...small, color: 'rgb' });
      await job.done;
      const { pixels, labels } = await lab.datasets.pictures(job.datasetId);
      await lab.close();
      return Uint8Array.from([...pixels, ...labels]);
    };
    expect(await read(3)).toEqual(await read(1));
  });

  it('keeps the size of small pictures and makes large ones 256×256 when it is left to choose', async () => {
    const lab = await openTestLab(await temporaryFolder());
    const importOf = async (heightPx: number, widthPx: number): Promise<number[]> => {
      const folder = await temporaryFolder();
      for (let i = 0; i < 5; i++)
        await put(folder, `${i}.png`, await halves(heightPx, widthPx).png().toBuffer());
      const job = lab.importer.start(folder, { size: 'auto', color: 'grey', fit: 'cover' });
      await job.done;
      const set = lab.datasets.get(job.datasetId);
      return [set.heightPx, set.widthPx];
    };
    expect(await importOf(20, 30)).toEqual([20, 30]);
    expect(await importOf(300, 400)).toEqual([256, 256]);
    await lab.close();
  });

  it('says so when there is no picture at all', async () => {
    const folder = await temporaryFolder();
    await put(folder, 'readme.txt', 'nothing to see');
    const lab = await openTestLab(await temporaryFolder());
    const job = lab.importer.start(folder, small);
    await job.done;
    expect(lab.datasets.get(job.datasetId).state).toBe('failed');
    expect(lab.datasets.error(job.datasetId)).toMatch(/none of them a picture/);
    await lab.close();
  });

  it('refuses a name that is taken and one of the built-in sets', async () => {
    const folder = await temporaryFolder();
    await put(folder, 'a.png', await halves().png().toBuffer());
    const lab = await openTestLab(await temporaryFolder());
    await lab.importer.start(folder, { ...small, name: 'mine' }).done;
    expect(() => lab.importer.start(folder, { ...small, name: 'mine' })).toThrow(/exists already/);
    expect(() => lab.importer.start(folder, { ...small, name: 'sample:mine' })).toThrow(/built-in/);
    await lab.close();
  });

  it.skipIf(process.platform === 'win32')(
    'of a folder called as a built-in set gets another name',
    async () => {
      const folder = join(await temporaryFolder(), 'sample:digits');
      await put(folder, 'a.png', await halves().png().toBuffer());
      const lab = await openTestLab(await temporaryFolder());
      const { datasetId, done } = lab.importer.start(folder, small);
      await done;
      expect(lab.datasets.get(datasetId).name).toBe('digits');
      await lab.close();
    },
  );

  it('keeps what it has when it is cancelled, and can be removed then', async () => {
    const folder = await temporaryFolder();
    const picture = await halves(600, 600).png().toBuffer();
    for (let i = 0; i < 400; i++) await put(folder, `${i}.png`, picture);
    const lab = await openTestLab(await temporaryFolder());
    const job = lab.importer.start(folder, { ...small, name: 'cut' });
    lab.events.on('importProgress', ({ imported }) => {
      if (imported > 0) job.cancel();
    });
    await job.done;
    const set = lab.datasets.get(job.datasetId);
    expect(set.state).toBe('cancelled');
    expect(set.pictureCount).toBeGreaterThan(0);
    expect(set.pictureCount).toBeLessThan(400);
    expect((await lab.datasets.pictures(set.id)).count).toBe(set.pictureCount);
    await lab.datasets.remove(set.id);
    expect(lab.datasets.list()).toEqual([]);
    await lab.close();
  });
});

describe('a file that takes its decoder down (S13)', () => {
  it.each([
    ['crashes', 'crash', /crashed the decoder/],
    ['hangs', 'hang', /took longer than 2 s/],
  ])('costs itself and nobody else when it %s', async (_how, name, reason) => {
    const folder = await temporaryFolder();
    for (let i = 0; i < 30; i++)
      await put(folder, `${String(i).padStart(2, '0')}.png`, await halves().png().toBuffer());
    await put(folder, `05 ${name}.png`, await halves().png().toBuffer());
    const lab = await openTestLab(await temporaryFolder(), {
      launchDecoder: await sabotagedDecoder(),
      decoderSilenceMs: 2000,
    });
    const job = lab.importer.start(folder, small);
    await job.done;
    const { pictureCount, state } = lab.datasets.get(job.datasetId);
    expect([state, pictureCount]).toEqual(['ready', 30]);
    const skipped = lab.datasets.items({
      datasetId: job.datasetId,
      state: 'skipped',
      classIndex: null,
      offset: 0,
      limit: 10,
    });
    expect(skipped.items).toMatchObject([{ relativePath: `05 ${name}.png` }]);
    expect(skipped.items[0]?.reason).toMatch(reason);
    await lab.close();
  });

  it('fails the import with a clear message when every file does', async () => {
    const folder = await temporaryFolder();
    for (let i = 0; i < 25; i++) await put(folder, `crash ${i}.png`, await halves().png().toBuffer());
    const lab = await openTestLab(await temporaryFolder(), {
      launchDecoder: await sabotagedDecoder(),
    });
    const job = lab.importer.start(folder, small);
    await job.done;
    expect(lab.datasets.error(job.datasetId)).toMatch(/cannot be decoded on this machine/);
    await lab.close();
  });
});
