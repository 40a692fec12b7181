/** Entry of the SIMD module. It works on imported memory alone; all positions are byte addresses. */
export { constantBytes, placeConstants } from './constants';
export { centreRows } from './centre';
export { col2im, im2col } from './columns';
export { randomMask } from './mask';
export { columnVariances, normalizeColumns, normalizeColumnsBackward } from './normalize';
export {
  absoluteSum,
  accumulate,
  activateSpan,
  activateSpanBackward,
  addSigns,
  multiply,
} from './pointwise';
export { maxPool, maxPoolBackward, spread, sumPool } from './pool';
export {
  activationBackward,
  activationForward,
  reluBackward,
  reluForward,
  sigmoidForward,
  tanhForward,
} from './activation';
export { gemm, scratchBytes } from './gemm';
export { setVariant } from './tile';
export { sigmoidCrossEntropy, softmaxCrossEntropy, squaredError } from './loss';
export { addRowVector, columnMeans, copyRow } from './rows';
export { adamUpdate, nesterovUpdate, ridge, rmspropUpdate, sgdUpdate } from './update';
export { addScaled, copyScaled, dot, scale } from './vector';
