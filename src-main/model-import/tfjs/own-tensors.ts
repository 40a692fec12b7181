/** The tensors of a TF.js model that Simplecell wrote, laid out as ours again; what `export/tfjs-layers.ts` does, undone. */
import type { PortableLayer, PortableTensor, PreparationStep } from '../../../src-engine';
import { permute, withDilation } from '../../export/permute';
import { cannotImport } from '../model-format';
import type { ModelDescription } from '../../formats/model-config';

/** Of a matrix; rows that are not in the file are filled up. */
const mostNumbers = 2 ** 26;

type Found = ReadonlyMap<string, PortableTensor>;
type Take = (ours: string, theirs: string, change?: (tensor: PortableTensor) => PortableTensor) => void;

/** Null where one is missing. */
export function ownTensors({ input, preparation, layers }: ModelDescription, found: Found): Found | null {
  const tensors = new Map<string, PortableTensor>();
  const missing: string[] = [];
  const take: Take = (ours, theirs, change = (tensor) => tensor) => {
    const tensor = found.get(theirs);
    if (tensor === undefined) missing.push(theirs);
    else tensors.set(ours, change(tensor));
  };
  let standards = 0;
  for (const step of preparation) {
    if (step.type !== 'standardize' && step.type !== 'whiten') continue;
    standards += 1;
    const standard = standards === 1 ? 'prepare_standard' : `prepare_standard_${standards}`;
    takeStep(step, [input.height, input.width, input.channels], standard, take);
  }
  for (const layer of layers) takeLayer(layer, take);
  return missing.length === 0 ? tensors : null;
}

const turned = (tensor: PortableTensor): PortableTensor => permute(tensor, [1, 0]);
const reshaped =
  (shape: readonly number[]) =>
  ({ values }: PortableTensor): PortableTensor => ({ shape, values });

function takeStep(
  step: Extract<PreparationStep, { type: 'standardize' | 'whiten' }>,
  picture: readonly [number, number, number],
  standard: string,
  take: Take,
): void {
  if (step.type === 'standardize') {
    take(step.scales, `${standard}/gamma`, reshaped(picture));
    take(step.means, `${standard}/moving_mean`, reshaped(picture));
    return;
  }
  const { top, left } = step.window;
  const [height, width] = picture;
  take(step.columns, 'whiten_product/kernel', turned);
  take(step.rows, 'whiten_product_2/kernel', turned);
  let [rows, columns] = [0, 0];
  take(step.backRows, 'whiten_product_3/kernel', (tensor) => {
    rows = tensor.shape[0] ?? 0;
    return rowsAt(turned(tensor), top, height);
  });
  take(step.backColumns, 'whiten_product_4/kernel', (tensor) => {
    columns = tensor.shape[0] ?? 0;
    return rowsAt(turned(tensor), left, width);
  });
  take(step.gains, `${standard}/gamma`, ({ values }) => turned({ shape: [columns, rows], values }));
}

/** Only the window's rows are in the file; the others are never asked for. Shape: [h, P] → [H, P]. */
function rowsAt({ shape, values }: PortableTensor, first: number, height: number): PortableTensor {
  const [count = 0, inner = 0] = shape;
  if (height * inner > mostNumbers) throw cannotImport('Whitening of pictures that large', '');
  const result = new Float32Array(height * inner);
  result.set(values.subarray(0, Math.min(count, height - first) * inner), first * inner);
  return { shape: [height, inner], values: result };
}

function takeLayer(layer: PortableLayer, take: Take): void {
  const name = layer.name.replaceAll('.', '_');
  switch (layer.type) {
    case 'dense':
      take(layer.weights, `${name}/kernel`, layer.transposed ? undefined : turned);
      take(layer.bias, `${name}/bias`);
      break;
    case 'conv2d': {
      const { stride, dilation } = layer;
      const isFilled = Math.max(...dilation) > 1 && Math.max(...stride) > 1;
      take(layer.weights, `${name}/kernel`, (tensor) => {
        const filters = permute(tensor, [3, 0, 1, 2]);
        return isFilled ? withDilation(filters, dilation) : filters;
      });
      take(layer.bias, `${name}/bias`);
      break;
    }
    case 'convTranspose2d':
      take(layer.weights, `${name}/kernel`, (tensor) =>
        withDilation(permute(tensor, [3, 0, 1, 2]), layer.dilation),
      );
      take(layer.bias, `${name}/bias`);
      break;
    case 'batchNorm':
      take(layer.scale, `${name}/gamma`);
      take(layer.shift, `${name}/beta`);
      take(layer.mean, `${name}/moving_mean`);
      take(layer.variance, `${name}/moving_variance`);
      break;
    default:
      break;
  }
}
