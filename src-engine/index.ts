/** The engine's only public door: everything the app and the command line may use of it. */
export { EngineError } from './errors';
export type { EngineErrorData, EngineErrorKind, EngineErrorPlace } from './errors';
export type * from './spec/experiment';
export type * from './worker/protocol';
export type * from './worker/gradient-check-protocol';
export type * from './worker/inspect-protocol';
export { controlCommand, controlSlot } from './worker/protocol';
export { rateToSlot } from './worker/rate-slot';
export { parseExperiment } from './spec/parse-experiment';
export { checkExperimentGradients } from './train/gradient-check';
export { describeNetwork } from './spec/describe-network';
export { sampleSets } from './samples/registry';
export type { SampleSet } from './samples/sample-set';
export { measureOrientation, summariseOrientation } from './inspect/orientation';
export type { FilterPictures, Orientation, OrientationSummary } from './inspect/orientation';
export { layerKinds } from './layers/registry';
export { usualInits } from './initializers';
