/** Cross-entropy: the last activation decides which. Sigmoids are judged one by one, all else as one softmax. */
import { sigmoidCrossEntropy } from './sigmoid-cross-entropy';
import { softmaxCrossEntropy } from './softmax-cross-entropy';
import type { LossKind } from './loss';

export const crossEntropy: LossKind = {
  type: 'crossEntropy',
  word: 'cross-entropy',
  formula(target, last) {
    const y = target === 'input' ? 'x' : 'y';
    return last === 'sigmoid' ? `−Σ [${y} ln ŷ + (1 − ${y}) ln(1 − ŷ)]` : `−Σ ${y} ln ŷ`;
  },
  title: (_target, last) =>
    last === 'softmax' || last === 'sigmoid' ? `${last} cross-entropy` : 'cross-entropy',
  lastActivations: (target) => (target === 'labels' ? ['softmax', 'linear', 'sigmoid'] : ['sigmoid']),
  lossFor: (last) => (last === 'sigmoid' ? sigmoidCrossEntropy : softmaxCrossEntropy),
};
