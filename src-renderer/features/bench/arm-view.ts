/** An arm as the view shows it side by side with others: its run at one seed, and what its network is. No Vue. */
import { describeNetwork, EngineError, type Experiment, type LayerSummary } from '../../../src-engine';
import type { DatasetSummary } from '../../../src-main/contract/datasets';
import { inputShapeOf } from '../../shared/experiment/input-shape';
import type { LiveRun } from '../../stores/live-run';

export interface ArmView {
  /** Place of the arm, from 0. */
  readonly arm: number;
  readonly name: string;
  readonly experiment: Experiment;
  /** Null until it is known. */
  readonly run: LiveRun | null;
  readonly layers: readonly LayerSummary[];
  /** [height, width, channels]; null while its data set is not known. */
  readonly inputShape: readonly number[] | null;
}

/** The layers that the run has said, or those that follow from its settings before it is ready. */
export function armView(
  arm: number,
  name: string,
  experiment: Experiment,
  run: LiveRun | null,
  set: DatasetSummary | undefined,
): ArmView {
  const inputShape = set === undefined ? null : inputShapeOf(experiment, set);
  const said = run?.detail?.layers ?? [];
  const layers = said.length > 0 ? said : inferred(experiment, inputShape, set?.classCount ?? 0);
  return { arm, name, experiment, run, layers, inputShape };
}

function inferred(
  experiment: Experiment,
  inputShape: readonly [number, number, number] | null,
  classCount: number,
): readonly LayerSummary[] {
  if (inputShape === null) return [];
  try {
    return describeNetwork(experiment, inputShape, classCount);
  } catch (error) {
    // Its data set has changed since; the run itself says what is wrong.
    if (error instanceof EngineError) return [];
    throw error;
  }
}

/** Indices of the layers with weights whose activations are shown, in the order of the network: all but the output. */
export function hiddenLayersOf({ network }: Experiment): number[] {
  const weighted = network.layers.flatMap((layer, index) => ('init' in layer ? [index] : []));
  return weighted.slice(0, -1);
}
