/** Every kind of layer there is. Parser, palette, shape checks, checkpoints and tests derive from this list. */
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
import type { LayerSpec } from '../spec/experiment';

export const layerKinds: Readonly<Record<LayerSpec['type'], LayerKind>> = {
  dense,
  flatten,
  conv2d,
  pool2d,
  dropout,
  activation,
  batchNorm,
  reshape,
  upsample2d,
  convTranspose2d,
};

export const layerTypes = Object.keys(layerKinds) as LayerSpec['type'][];
