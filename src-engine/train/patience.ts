/** Counts epochs without improvement, for early stopping and for the plateau schedule; its state is plain numbers. */

export interface PatienceState {
  /** The best figure so far, and after which epoch; null and 0 before the first. */
  readonly best: number | null;
  readonly bestEpoch: number;
  /** Epochs since then, or since patience last ran out. */
  readonly waited: number;
  /** How often patience ran out. */
  readonly exhausted: number;
}

export const untried: PatienceState = { best: null, bestEpoch: 0, waited: 0, exhausted: 0 };

export interface PatienceRule {
  readonly patience: number;
  readonly minDelta: number;
  /** Whether smaller figures are better. */
  readonly wants: 'less' | 'more';
}

/**
 * The state after one more epoch; a figure that is no number is no improvement.
 * @param epoch epochs done
 */
export function waitOn(
  state: PatienceState,
  rule: PatienceRule,
  figure: number,
  epoch: number,
): PatienceState {
  const gain =
    state.best === null ? Infinity : rule.wants === 'less' ? state.best - figure : figure - state.best;
  if (gain > rule.minDelta && !Number.isNaN(figure)) {
    return { ...state, best: figure, bestEpoch: epoch, waited: 0 };
  }
  const waited = state.waited + 1;
  if (waited < rule.patience) return { ...state, waited };
  return { ...state, waited: 0, exhausted: state.exhausted + 1 };
}
