/** Entry of the SIMD module. It works on imported memory alone; all positions are byte addresses. */
export { activationBackward, activationForward } from './activation';
export { gemm, scratchBytes } from './gemm';
export { sigmoidCrossEntropy, softmaxCrossEntropy, squaredError } from './loss';
export { addRowVector, columnMeans, copyRow } from './rows';
export { adamUpdate, ridge, sgdUpdate } from './update';
