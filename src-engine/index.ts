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
export type { FilterPictures } from './inspect/filter-pictures';
export { healthThresholds } from './inspect/health';
export type { Orientation, OrientationSummary } from './inspect/orientation';
export { createSimdKernels } from './kernels/simd/simd-kernels';
export { chooseVariant } from './kernels/simd/variants';
export type { Kernels } from './kernels/kernels';
export { layerKinds } from './layers/registry';
export { usualInits } from './initializers';
export { mapFields, projectiveField, receptiveField } from './inspect/receptive-field';
export type { Region as FieldRegion } from './inspect/receptive-field';
export type { Window as LayerWindow } from './kernels/picture-kernels';
export { poolMap, tracePool } from './explore/pooling';
export type { PoolPlace, PoolSettings, PoolTrace } from './explore/pooling';
export { learnedKernels, mapFeatures, spreadKernel } from './explore/feature-kernels';
export type { FeatureKernels, PlainKernel } from './explore/feature-kernels';
export { createInvarianceMeter, relativeChange } from './explore/invariance';
export type { InvarianceCurve, InvarianceResult, ShiftAxis } from './explore/invariance';
export { describeShift } from './explore/invariance-words';
export { createShiftBench } from './explore/shift-bench';
export { largestShift, shiftable, shiftedPicture } from './explore/shifted-window';
export type { ShiftablePicture } from './explore/shifted-window';
export { convolve, traceCell } from './explore/convolution';
export type { CellTrace, ConvolutionKind, ConvolutionSettings, MapPlace } from './explore/convolution';
export type { FeatureMap } from './explore/feature-map';
export { kernelLibrary } from './explore/kernel-library';
export type { KnownKernel } from './explore/kernel-library';
export { TrainedNetwork } from './inspect/trained-network';
export type { OpenOptions, TrainedSource, UnitStage } from './inspect/trained-network';
export { applyPreprocessing } from './data/preprocess';
export { whitenPicture } from './data/whitening';
export { mapLayer } from './explore/layer-maps';
export type { LayerMaps } from './explore/layer-maps';
export { learnedLayer, preparePicture, windowPreparation } from './explore/learned-layer';
export type { LearnedInput, LearnedLayer } from './explore/learned-layer';
export { mapUnit } from './explore/unit-map';
export { portableVersion } from './portable/portable-model';
export type * from './portable/portable-model';
export { checkPortable } from './portable/check-portable';
export { portableModelOf } from './portable/portable-of';
export type { PortableSource } from './portable/portable-of';
export { preparedShape, runPortable } from './portable/run-portable';
export type { PortablePlace } from './portable/run-portable';
export { portableCost } from './portable/portable-cost';
export { provePortable } from './portable/prove-portable';
export type { PortableProof, ProofSource } from './portable/prove-portable';
export { stampedLength } from './portable/run-operations';
export { bandOverEpochs, meanInterval, pairedDifference } from './compare/intervals';
export type { BandPoint, EpochValue, MeanInterval, PairedDifference, SeedValue } from './compare/intervals';
export { describeDifference, verdictOf } from './compare/difference-words';
export type { Verdict } from './compare/difference-words';
export {
  comparedMetrics,
  differenceUnit,
  metricInWords,
  metricNumber,
  metricUnit,
} from './compare/compared-metrics';
export type { ComparedMetric } from './compare/compared-metrics';
export { applySettings, settingsDiff } from './compare/settings';
export type { SettingDifference, Settings, SettingValue } from './compare/settings';
export { armExperiment, mostArms, mostSeeds, parseSeeds, parseSweep } from './compare/sweep';
export type { Sweep, SweepArm } from './compare/sweep';
