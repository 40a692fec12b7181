/**
 * What every optimiser provides. A new one is a file with an `OptimizerKind` and one line in `registry.ts`. Most take a
 * gradient and step; those that look at all samples and decide themselves where to look next are full-batch kinds.
 */
import type { Kernels } from '../kernels/kernels';
import type { OptimizerSpec } from '../spec/experiment';
import type { Declaration } from '../spec/settings';

/** A part of the packed parameters that are trained, as places from their start; the parts together are all of them, in order. */
export interface ParameterPart {
  readonly start: number;
  readonly count: number;
  /** Whether they are weights, to which decay applies. */
  readonly decays: boolean;
}

/** Where the parameters that are trained, their gradients and the optimiser's tensors lie; all regions are `count` long. */
export interface OptimizerBuffers {
  readonly parameters: number;
  readonly gradients: number;
  /** One offset for each state tensor. */
  readonly state: readonly number[];
  /** One offset for each scratch tensor. */
  readonly scratch: readonly number[];
  readonly count: number;
  readonly parts: readonly ParameterPart[];
}

export interface Optimizer {
  /**
   * One update of all parameters in place.
   * @param step 1 for the first update; all that depends on time derives from it
   * @param momentum in [0, 1), for those that have one; that of the settings where it is missing
   * @returns false where a gradient or a new parameter is NaN or infinite
   */
  update(step: number, learningRate: number, momentum?: number): boolean;
}

/**
 * What is to be done after a look: look at the parameters as they are now; the iteration has moved to a better
 * point; there is none to be found.
 */
export type FullBatchAnswer = 'look' | 'moved' | 'converged';

/** What a full-batch optimiser remembers besides its tensors; plain numbers for a checkpoint. */
export interface FullBatchMemory {
  /** Whether J and its gradient at the starting point are known. */
  readonly started: boolean;
  /** J there. */
  readonly loss: number;
  /** Pairs of steps and changes of the gradient that are held. */
  readonly pairs: number;
  /** Place of the next pair in its ring. */
  readonly next: number;
}

/**
 * Between two iterations the parameters are the best point so far, and `state` with `memory` is all it needs to go on.
 * Within one, the parameters are a point to look at.
 */
export interface FullBatchOptimizer {
  /** Puts the parameters at the first point of an iteration to look at; the very first one is where they are. */
  begin(learningRate: number): void;
  /** Takes J at the parameters, whose gradient lies in its region, and may move them. */
  take(loss: number): FullBatchAnswer;
  /** Offset of the best point so far: the parameters, or within an iteration a copy of where it began. */
  readonly point: number;
  readonly memory: FullBatchMemory;
  /** Continues after the parameters and `state` were put back. */
  restore(memory: FullBatchMemory): void;
}

interface AnyOptimizerKind<Spec extends OptimizerSpec> extends Declaration<Spec> {
  /** State tensors, each as large as the parameters; all start at 0 and belong into checkpoints. */
  stateTensors(spec: Spec): number;
  /** Tensors that are worth nothing between two iterations. */
  readonly scratchTensors: number;
}

export interface MinibatchKind<Spec extends OptimizerSpec = OptimizerSpec> extends AnyOptimizerKind<Spec> {
  readonly fullBatch: false;
  build(kernels: Kernels, spec: Spec, buffers: OptimizerBuffers): Optimizer;
}

export interface FullBatchKind<Spec extends OptimizerSpec = OptimizerSpec> extends AnyOptimizerKind<Spec> {
  readonly fullBatch: true;
  /** @param breathe called within long work that no kernel does; may wait, or throw to give up */
  build(kernels: Kernels, spec: Spec, buffers: OptimizerBuffers, breathe?: () => void): FullBatchOptimizer;
}

export type OptimizerKind = MinibatchKind | FullBatchKind;
