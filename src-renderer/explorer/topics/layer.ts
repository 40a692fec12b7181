/** A learned layer over a picture, kept open in the worker: bands of all its maps, and the whole map of one unit. */
import {
  EngineError,
  learnedLayer,
  mapBand,
  mapUnit,
  measureMap,
  preparePicture,
  TrainedNetwork,
  windowPreparation,
  type FeatureMap,
  type LayerPlan,
  type LearnedInput,
  type LearnedLayer,
  type RowRange,
  type TrainedSource,
} from '../../../src-engine';
import { topic } from '../topic';

export interface OpenLayerQuestion {
  /** Names this layer and picture in the questions that follow; what was open before is dropped. */
  readonly key: string;
  readonly picture: FeatureMap;
  readonly source: TrainedSource;
  readonly input: LearnedInput;
}

export interface LayerBandQuestion {
  readonly key: string;
  readonly plan: LayerPlan;
  /** Of the small pictures. */
  readonly rows: RowRange;
}

export interface UnitMapQuestion {
  readonly key: string;
  readonly unit: number;
}

interface Open {
  readonly key: string;
  /** The picture as the layer sees it. */
  readonly prepared: FeatureMap;
  readonly learned: LearnedLayer;
  readonly input: LearnedInput;
}

let open: Open | null = null;

/** Another picture or layer was opened meanwhile: whoever asks after that has been asked to follow. */
function opened(key: string): Open {
  if (open?.key !== key) throw new EngineError('cancelled', 'Another layer or picture was opened meanwhile.');
  return open;
}

export const openLayer = topic(({ key, picture, source, input }: OpenLayerQuestion): LearnedLayer => {
  // Dropped first: two pictures at once would double the peak.
  open = null;
  const network = new TrainedNetwork(source, { kernelsWasm: null, rows: 1 });
  const learned = learnedLayer(network, source.experiment);
  open = { key, prepared: preparePicture(picture, learned, input), learned, input };
  // What is answered is moved away; the layer stays open.
  return structuredClone(learned);
});

/** Throws EngineError('cancelled') where another layer or picture was opened meanwhile. */
export const layerBand = topic(({ key, plan, rows }: LayerBandQuestion, work) => {
  const { prepared, learned, input } = opened(key);
  const { filters, window, activation } = learned;
  const prepare = windowPreparation(learned, input) ?? undefined;
  const job = { picture: prepared, filters, window, activation, prepare };
  return mapBand((elements) => work.kernels(elements), job, plan, rows);
});

/** Throws EngineError('cancelled') where another layer or picture was opened meanwhile. */
export const unitMap = topic(({ key, unit }: UnitMapQuestion, work) => {
  const { prepared, learned, input } = opened(key);
  return measureMap(mapUnit((elements) => work.kernels(elements), prepared, learned, input, unit));
});
