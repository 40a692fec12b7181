/** A prediction in words, and which class is which in it. */
import { formatPercent } from '../../shared/text/format';

export interface PredictionWords {
  /** The most probable class, the first of equals. */
  readonly predicted: number;
  readonly confidence: number;
  /** Null where the true class is not known. */
  readonly isRight: boolean | null;
  /** Such as `sneaker 73 % (ankle boot)`: the guess, how sure it is, and in brackets what it is. */
  readonly text: string;
}

/**
 * @param probabilities one for each class
 * @param label index of the true class, −1 where there is none
 */
export function describePrediction(
  probabilities: ArrayLike<number>,
  label: number,
  classNames: readonly string[],
): PredictionWords {
  let predicted = 0;
  for (let index = 1; index < probabilities.length; index++) {
    if ((probabilities[index] ?? 0) > (probabilities[predicted] ?? 0)) predicted = index;
  }
  const confidence = probabilities[predicted] ?? 0;
  const guess = `${nameOf(predicted, classNames)} ${formatConfidence(confidence)}`;
  const text = label < 0 ? guess : `${guess} (${nameOf(label, classNames)})`;
  return { predicted, confidence, isRight: label < 0 ? null : predicted === label, text };
}

function nameOf(index: number, classNames: readonly string[]): string {
  return classNames[index] ?? `class ${index}`;
}

/** In whole percent, but never 100 % of what is not certain. */
function formatConfidence(confidence: number): string {
  const isRoundedUp = confidence < 1 && Math.round(confidence * 100) === 100;
  return isRoundedUp ? `> ${formatPercent(0.99, 0)}` : formatPercent(confidence, 0);
}
