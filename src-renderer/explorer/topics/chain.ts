/** A trained network kept open in the worker, and one picture after the other sent through all its layers. */
import { EngineError, TrainedNetwork, type TrainedSource } from '../../../src-engine';
import { topic } from '../topic';

export interface OpenChainQuestion {
  /** Names this network in the questions that follow; the one that was open before is dropped. */
  readonly key: string;
  readonly source: TrainedSource;
}

/** What a layer learned, as it is stored; null where it has none of its own. */
export interface ChainTensors {
  readonly weights: Float32Array | null;
  readonly bias: Float32Array | null;
}

export interface OpenedChain {
  readonly key: string;
  /** One for each layer. */
  readonly tensors: readonly ChainTensors[];
}

export interface ChainQuestion {
  readonly key: string;
  /** Of the picture [height, width, channels], preprocessed. */
  readonly values: Float32Array;
}

export interface ChainAnswer {
  /** What each layer puts out, channels last; of the last layer the logits where the loss starts from them. */
  readonly activations: readonly Float32Array[];
  /** What the network says after its last nonlinearity. */
  readonly outputs: Float32Array;
}

let open: { readonly key: string; readonly network: TrainedNetwork } | null = null;

export const openChain = topic(({ key, source }: OpenChainQuestion, work): OpenedChain => {
  // Dropped first: two arenas at once would double the peak.
  open = null;
  const network = new TrainedNetwork(source, { kernelsWasm: work.kernels.wasm, rows: 1 });
  open = { key, network };
  const tensors = network.layers.map((_, layer) => ({
    weights: network.weights(layer)?.values ?? null,
    bias: network.bias(layer),
  }));
  return { key, tensors };
});

/** Throws EngineError('internal') where another network was opened meanwhile. */
export const chain = topic(({ key, values }: ChainQuestion): ChainAnswer => {
  if (open?.key !== key) {
    throw new EngineError('internal', 'This network is not open any more. Choose the run again.');
  }
  const { network } = open;
  network.forward(values, 1);
  return {
    activations: network.layers.map((_, layer) => Float32Array.from(network.activations(layer))),
    outputs: network.probabilities(),
  };
});
