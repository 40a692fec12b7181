/** Every kind of layer there is, as the menu lists them. Types, parser, Lab, shape checks, checkpoints and tests derive from it. */
import { activation } from './activation';
import { batchNorm } from './batch-norm';
import { convTranspose2d } from './conv-transpose2d';
import { conv2d } from './conv2d';
import { dense } from './dense';
import { dropout } from './dropout';
import { flatten } from './flatten';
import { pool2d } from './pool2d';
import { reshape } from './reshape';
import { upsample2d } from './upsample2d';
import type { LayerKind } from './layer';

const kinds = {
  dense,
  conv2d,
  convTranspose2d,
  pool2d,
  upsample2d,
  activation,
  dropout,
  batchNorm,
  flatten,
  reshape,
};

type Kinds = typeof kinds;

/** The layers of a network as plain data; pictures are [height, width, channels]. */
export type LayerSpec = Kinds[keyof Kinds]['example'];

export const layerKinds: Readonly<Record<LayerSpec['type'], LayerKind>> = kinds;

export const layerTypes = Object.keys(layerKinds) as LayerSpec['type'][];
