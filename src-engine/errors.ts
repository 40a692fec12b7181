/** The one error type of the engine, with a kind to act on and a plain form that crosses threads. */

/**
 * shape: tensors or layers do not fit each other · config: a setting is wrong · numeric: NaN or Inf ·
 * cancelled: somebody stopped it · memory: the plan does not fit · internal: a mistake in the program.
 */
export type EngineErrorKind = 'shape' | 'config' | 'numeric' | 'cancelled' | 'memory' | 'internal';

/** Where the error arose, as far as it is known. */
export interface EngineErrorPlace {
  /** Path of the setting in the experiment, e.g. `network.layers.1.units`. */
  readonly field?: string;
  /** Index in `network.layers`. */
  readonly layer?: number;
  /** Minibatch count since the start of the run. */
  readonly step?: number;
}

export interface EngineErrorData extends EngineErrorPlace {
  readonly kind: EngineErrorKind;
  readonly message: string;
}

export class EngineError extends Error {
  readonly kind: EngineErrorKind;
  readonly place: EngineErrorPlace;

  constructor(kind: EngineErrorKind, message: string, place: EngineErrorPlace = {}) {
    super(message);
    this.name = 'EngineError';
    this.kind = kind;
    this.place = place;
  }

  /** Plain data for messages between threads and processes. */
  toData(): EngineErrorData {
    return { kind: this.kind, message: this.message, ...this.place };
  }
}
