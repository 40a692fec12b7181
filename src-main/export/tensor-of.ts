/** Takes a tensor of a portable model by its name. */
import type { PortableModel, PortableTensor } from '../../src-engine';
import { AppError } from '../contract/errors';

/** @throws AppError('internal') where the model was not checked */
export function tensorOf({ tensors }: PortableModel, name: string): PortableTensor {
  const tensor = tensors.get(name);
  if (tensor === undefined) throw new AppError('internal', `The model has no tensor "${name}".`);
  return tensor;
}
