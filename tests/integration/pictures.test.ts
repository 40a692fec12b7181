/** Single pictures with their pixels, out of a real lab and through real decoder processes. */
import { readFile, rename, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lab } from '../../src-main/lab';
import { ensureBuilt, openTestLab, removeFolders, temporaryFolder } from './bench-lab';
import { halves, put, writeBadFiles, writeGoodPictures } from './odd-pictures';
import { sabotagedDecoder } from './sabotage';

let lab: Lab;
let folder: string;

beforeAll(async () => {
  await ensureBuilt();
  lab = await openTestLab(await temporaryFolder());
  folder = await temporaryFolder();
  await put(folder, 'wide.png', await halves(300, 600).png().toBuffer());
  await put(folder, 'grey.png', await halves(8, 8, 1).toColourspace('b-w').png().toBuffer());
}, 180_000);
afterAll(async () => {
  await lab.close();
  await removeFolders();
});

async function importFolder(from: string): Promise<(path: string) => number> {
  const { datasetId, done } = lab.importer.start(from, { size: [8, 8], color: 'grey', fit: 'fill' });
  await done;
  const { items } = lab.datasets.items({
    datasetId,
    state: 'ready',
    classIndex: null,
    offset: 0,
    limit: 100,
  });
  return (path) => items.find(({ relativePath }) => relativePath === path)?.id ?? 0;
}

describe('a picture of a data set', () => {
  let itemOf: (path: string) => number;
  beforeAll(async () => (itemOf = await importFolder(folder)), 60_000);

  it('has the pixels that training sees', async () => {
    const picture = await lab.pictures.ofItem(itemOf('wide.png'));
    expect(picture).toMatchObject({ name: 'wide.png', heightPx: 8, widthPx: 8, channels: 1 });
    expect(picture.pixels).toHaveLength(64);
    expect([picture.pixels[0], picture.pixels[7]]).toEqual([0, 255]);
  });

  it('is decoded again from its file, in its own proportions and colours', async () => {
    const picture = await lab.pictures.original(itemOf('wide.png'), 1024);
    expect(picture).toMatchObject({ name: 'wide.png', heightPx: 300, widthPx: 600, channels: 3 });
    const truth = await sharp(await readFile(join(folder, 'wide.png')))
      .raw()
      .toBuffer();
    expect(Buffer.from(picture.pixels).equals(truth)).toBe(true);
  });

  it('is made smaller to what is asked for, and never larger', async () => {
    expect(await lab.pictures.original(itemOf('wide.png'), 60)).toMatchObject({ heightPx: 30, widthPx: 60 });
    expect(await lab.pictures.original(itemOf('grey.png'), 1024)).toMatchObject({ heightPx: 8, channels: 1 });
  });

  it('that does not exist is not found', async () => {
    await expect(lab.pictures.ofItem(987_654)).rejects.toMatchObject({ kind: 'notFound' });
    await expect(lab.pictures.original(987_654, 64)).rejects.toMatchObject({ kind: 'notFound' });
  });

  it('whose file is gone, or leads out of its folder by now, says so', async () => {
    const moving = await temporaryFolder();
    await put(moving, 'a.png', await halves().png().toBuffer());
    await put(moving, 'b.png', await halves().png().toBuffer());
    const of = await importFolder(moving);
    await rm(join(moving, 'a.png'));
    await rename(join(moving, 'b.png'), join(moving, 'elsewhere.png'));
    await symlink(join(folder, 'wide.png'), join(moving, 'b.png'));
    for (const path of ['a.png', 'b.png']) {
      const original = lab.pictures.original(of(path), 64);
      await expect(original).rejects.toMatchObject({
        kind: 'notFound',
        message: /not in its folder any more/,
      });
    }
    expect((await lab.pictures.ofItem(of('a.png'))).pixels).toHaveLength(64);
  });

  it('that is built in has no original', async () => {
    const { datasetId, ready } = lab.samples.ensure('sample:shapes');
    await ready;
    const page = lab.datasets.items({ datasetId, state: 'ready', classIndex: null, offset: 0, limit: 1 });
    const id = page.items[0]?.id ?? 0;
    await expect(lab.pictures.original(id, 64)).rejects.toMatchObject({ kind: 'precondition' });
    expect((await lab.pictures.ofItem(id)).pixels.length).toBeGreaterThan(0);
  }, 60_000);
});

describe('any picture file', () => {
  it('of a format that is decoded opens, upright and without its transparency', async () => {
    const good = await temporaryFolder();
    await writeGoodPictures(good);
    const turned = await lab.pictures.open(join(good, 'jpeg/turned.jpg'), 1024);
    expect([turned.heightPx, turned.widthPx]).toEqual([48, 32]);
    const clear = await lab.pictures.open(join(good, 'png/transparent.png'), 1024);
    expect(clear.pixels[0]).toBe(255);
    const deep = await lab.pictures.open(join(good, 'png/deep-grey.png'), 1024);
    expect([deep.channels, deep.pixels.length, deep.pixels.at(-1)]).toEqual([1, 32 * 32, 255]);
    const printed = await lab.pictures.open(join(good, 'jpeg/cmyk.jpg'), 1024);
    expect([printed.channels, printed.pixels.length]).toEqual([3, 32 * 32 * 3]);
    const named = await lab.pictures.open(join(good, 'Größe 画像/ünïcode 猫.png'), 1024);
    expect(named.name).toBe('ünïcode 猫.png');
  });

  it('that is none is refused with the reason', async () => {
    const bad = await temporaryFolder();
    const reasons = await writeBadFiles(bad);
    for (const name of [
      'bad/truncated.jpg',
      'bad/text.png',
      'bad/empty.png',
      'bad/drawing.svg',
      'bad/huge.png',
    ]) {
      const opened = lab.pictures.open(join(bad, name), 1024);
      const reason = reasons[name].source.replace(/^\^|\$$/g, '');
      await expect(opened, name).rejects.toMatchObject({
        kind: 'validation',
        message: new RegExp(`cannot be shown: ${reason}`),
      });
    }
    await expect(lab.pictures.open(bad, 1024)).rejects.toMatchObject({ message: /not a picture \(folder\)/ });
    await expect(lab.pictures.open(join(bad, 'no.png'), 1024)).rejects.toMatchObject({
      message: /it is gone/,
    });
  });

  it('that takes its decoder down costs itself, and the next one opens (S13)', async () => {
    const mixed = await temporaryFolder();
    for (const name of ['crash.png', 'hang.png', 'fine.png']) {
      await put(mixed, name, await halves().png().toBuffer());
    }
    const other = await openTestLab(await temporaryFolder(), {
      launchDecoder: await sabotagedDecoder(),
      decoderSilenceMs: 2000,
    });
    const opened = await Promise.allSettled(
      ['crash.png', 'fine.png', 'hang.png', 'fine.png'].map((name) =>
        other.pictures.open(join(mixed, name), 64),
      ),
    );
    expect(opened).toMatchObject([
      { status: 'rejected', reason: { kind: 'io', message: /ended the decoder/ } },
      { status: 'fulfilled', value: { widthPx: 32 } },
      { status: 'rejected', reason: { kind: 'io', message: /took longer than 2 s/ } },
      { status: 'fulfilled', value: { widthPx: 32 } },
    ]);
    await other.close();
  }, 60_000);
});
