/** Whether a portable model can look at the pictures of a data set, and what of them it would be trained on. */
import { counted } from '../counted';
import { EngineError } from '../errors';
import { elementCount, formatShape } from '../tensor';
import { preparedShape } from './run-portable';
import type { Shape } from '../tensor';
import type { PortableModel } from './portable-model';

/** What pictures of a data set are like. */
export interface PictureSetForm {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** 0 where it has no classes. */
  readonly classCount: number;
}

export interface PortableUse {
  readonly mode: 'images' | 'patches';
  readonly target: 'labels' | 'input';
}

/** @throws EngineError('shape') saying what the model takes or gives, what the set has, and what to choose instead */
export function usePortable(model: Omit<PortableModel, 'tensors'>, set: PictureSetForm): PortableUse {
  const target = targetOf(model, set);
  const { input, origin, preparation } = model;
  const isWhitened = preparation.some(({ type }) => type === 'whiten');
  const isWhole = input.height === set.height && input.width === set.width;
  const isPart = input.height <= set.height && input.width <= set.width;
  const wasPatch = origin?.experiment.data.mode === 'patches';
  const mode = wasPatch || (!isWhole && target === 'input' && origin === null) ? 'patches' : 'images';
  const isRoomy = mode === 'patches' && !isWhitened ? isPart : isWhole;
  if (isRoomy && input.channels === set.channels) return { mode, target };
  const wanted: Shape = [input.height, input.width, input.channels];
  const got = formatShape([set.height, set.width, set.channels]);
  throw misfit(
    `The model takes pictures of ${formatShape(wanted)}, the data set has pictures of ${got}. Choose a set of that ` +
      'size, or import the pictures again with it.',
  );
}

function targetOf(
  model: Omit<PortableModel, 'tensors'>,
  { classCount }: PictureSetForm,
): PortableUse['target'] {
  const outputs = elementCount(model.layers.at(-1)?.outputShape ?? preparedShape(model));
  const isClass = outputs === classCount && classCount >= 2;
  const isPicture = outputs === elementCount(preparedShape(model));
  const { output } = model;
  if (output === 'picture' && isPicture) return 'input';
  if (output !== 'picture' && isClass) return 'labels';
  if (output === 'numbers' && isPicture) return 'input';
  if (output === 'classes') {
    throw misfit(
      `The model tells ${counted(outputs, 'class', 'classes')} apart, the data set has ${classCount}. Choose a set with as many.`,
    );
  }
  throw misfit(
    `The model gives ${counted(outputs, 'number')}, neither one for each of ${counted(classCount, 'class', 'classes')} nor its input again. ` +
      `Choose a set with ${counted(outputs, 'class', 'classes')}.`,
  );
}

function misfit(message: string): EngineError {
  return new EngineError('shape', message, { field: 'data.dataset' });
}
