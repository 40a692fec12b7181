/** A whole learned layer over a picture: small maps of all units, and where each is largest. */
import {
  learnedLayer,
  mapLayer,
  preparePicture,
  TrainedNetwork,
  windowPreparation,
  type FeatureMap,
  type LayerMaps,
  type LearnedInput,
  type LearnedLayer,
  type TrainedSource,
} from '../../../src-engine';
import { topic } from '../topic';

export interface LayerMapsQuestion {
  readonly picture: FeatureMap;
  readonly source: TrainedSource;
  readonly input: LearnedInput;
  /** Longer side of the small maps, at most. */
  readonly smallSide: number;
}

export interface LayerMapsAnswer {
  readonly maps: LayerMaps;
  readonly learned: LearnedLayer;
  /** The picture as the layer saw it. */
  readonly prepared: FeatureMap;
  /** Of all units' maps, without the preparation of the picture. */
  readonly durationMs: number;
}

/** So long at a stretch; then messages are let in. */
const stretchMs = 30;

export const layerMaps = topic(
  async ({ picture, source, input, smallSide }: LayerMapsQuestion, work): Promise<LayerMapsAnswer> => {
    work.progress(0);
    const network = new TrainedNetwork(source, { kernelsWasm: null, rows: 1 });
    const learned = learnedLayer(network, source.experiment);
    const prepared = preparePicture(picture, learned, input);
    await work.breathe();
    const startedAt = performance.now();
    let lookedAt = startedAt;
    const steps = mapLayer(
      (elements) => work.kernels(elements),
      {
        picture: prepared,
        filters: learned.filters,
        window: learned.window,
        activation: learned.activation,
        prepare: windowPreparation(learned, input) ?? undefined,
      },
      smallSide,
    );
    for (;;) {
      const step = steps.next();
      const now = performance.now();
      if (step.done) return { maps: step.value, learned, prepared, durationMs: now - startedAt };
      if (now - lookedAt < stretchMs) continue;
      lookedAt = now;
      work.progress(step.value);
      await work.breathe();
    }
  },
);
