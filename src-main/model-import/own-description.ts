/**
 * The description in a file that Simplecell wrote: it knows more than the graph (class names, dropout, the experiment), and is
 * believed only where writing its model again gives the graph of the file.
 */
import type { PortableModel, PortableTensor } from '../../src-engine';
import { AppError } from '../contract/errors';
import { readDescription, readModel, type ModelDescription } from '../formats/model-config';

/**
 * @param gather the file's tensors by the names of the description's model, laid out as ours; null where one is missing
 * @param isSame whether the model, written again, is the file's graph
 * @returns null where the description is none, or another graph's
 */
export function readOwn(
  description: string | undefined,
  gather: (described: ModelDescription) => ReadonlyMap<string, PortableTensor> | null,
  isSame: (model: PortableModel) => boolean,
): PortableModel | null {
  if (description === undefined) return null;
  try {
    const tensors = gather(readDescription(description));
    if (tensors === null) return null;
    const model = readModel(description, tensors);
    return isModest(model) && isSame(model) ? model : null;
  } catch (error) {
    // A graph that was changed since may still be read as it is.
    if (error instanceof AppError) return null;
    throw error;
  }
}

/** Numbers of a model that some formats write with the holes of its filters filled. */
const mostFilled = 2 ** 28;

/** Small filters with wide holes are cheap to describe and dear to write again. */
function isModest({ layers, tensors }: PortableModel): boolean {
  const filled = layers.map((layer) => {
    const numbers = 'weights' in layer ? (tensors.get(layer.weights)?.values.length ?? 0) : 0;
    return 'dilation' in layer ? numbers * layer.dilation[0] * layer.dilation[1] : numbers;
  });
  return filled.reduce((sum, each) => sum + each, 0) <= mostFilled;
}
