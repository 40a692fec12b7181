/** How much work one input of a portable model is, to choose how many a reader is asked. */
import { elementCount } from '../tensor';
import type { PortableLayer, PortableModel, PreparationStep } from './portable-model';

/** Multiplications with an addition, for one input; what only touches every number once counts as one each. */
export function portableCost(model: PortableModel): number {
  const sizeOf = (name: string): number => elementCount(model.tensors.get(name)?.shape ?? []);
  const prepared = model.preparation.reduce((sum, step) => sum + stepCost(model, step), 0);
  return model.layers.reduce((sum, layer) => sum + layerCost(layer, sizeOf), prepared);
}

function stepCost({ input, tensors }: PortableModel, step: PreparationStep): number {
  const pixels = input.height * input.width;
  if (step.type !== 'whiten') return pixels * input.channels;
  const [P, Q] = tensors.get(step.gains)?.shape ?? [0, 0];
  return input.channels * (pixels * Q + P * input.height * Q + step.window.height * P * Q);
}

function layerCost(layer: PortableLayer, sizeOf: (name: string) => number): number {
  const { inputShape, outputShape } = layer;
  if (layer.type === 'dense') return sizeOf(layer.weights);
  if (layer.type === 'conv2d') return outputShape[0] * outputShape[1] * sizeOf(layer.weights);
  if (layer.type === 'convTranspose2d') return inputShape[0] * inputShape[1] * sizeOf(layer.weights);
  return elementCount(inputShape);
}
