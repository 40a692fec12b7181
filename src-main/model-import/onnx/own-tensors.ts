/** The tensors of an ONNX file that Simplecell wrote, laid out as ours again; what `export/write-onnx.ts` does, undone. */
import type { PortableTensor } from '../../../src-engine';
import { permute } from '../../export/permute';
import type { ModelDescription } from '../../formats/model-config';

type Found = ReadonlyMap<string, PortableTensor>;

/** Null where one is missing. */
export function ownTensors({ preparation, layers }: ModelDescription, found: Found): Found | null {
  const tensors = new Map<string, PortableTensor>();
  const missing: string[] = [];
  const take = (name: string, axes: readonly number[] | null = null): void => {
    const tensor = found.get(name);
    if (tensor === undefined) missing.push(name);
    else tensors.set(name, axes === null ? tensor : permute(tensor, axes));
  };
  for (const step of preparation) {
    if (step.type === 'standardize') for (const name of [step.means, step.scales]) take(name);
    if (step.type !== 'whiten') continue;
    for (const name of [step.rows, step.gains, step.backRows]) take(name);
    for (const name of [step.columns, step.backColumns]) take(name, [1, 0]);
  }
  for (const layer of layers) {
    if (layer.type === 'dense') take(layer.weights);
    if (layer.type === 'conv2d' || layer.type === 'convTranspose2d') take(layer.weights, [0, 2, 3, 1]);
    if ('bias' in layer) take(layer.bias);
    if (layer.type !== 'batchNorm') continue;
    for (const name of [layer.scale, layer.shift, layer.mean, layer.variance]) take(name);
  }
  return missing.length === 0 ? tensors : null;
}
