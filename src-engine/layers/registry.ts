/** Every kind of layer there is. Parser, palette, shape checks, checkpoints and tests derive from this list. */
import { dense } from './dense';
import { flatten } from './flatten';
import type { LayerKind } from './layer';
import type { LayerSpec } from '../spec/experiment';

export const layerKinds: Readonly<Record<LayerSpec['type'], LayerKind>> = { dense, flatten };

export const layerTypes = Object.keys(layerKinds) as LayerSpec['type'][];
