/** A learned layer over a picture by several workers at once: each has both open and takes one band after the other. */
import {
  cutBands,
  joinBands,
  planLayer,
  type FeatureMap,
  type LayerBand,
  type LayerMaps,
  type LayerPlan,
  type LearnedLayer,
  type RowRange,
} from '../../src-engine';
import { createBreath } from '../shared/turns/breath';
import type { AskOptions, Explorer } from './explorer';
import type { OpenLayerQuestion } from './topics/layer';

export interface LayerQuestion extends Omit<OpenLayerQuestion, 'key'> {
  /** Longer side of the small maps, at most. */
  readonly smallSide: number;
}

export interface LayerAnswer {
  /** By which the first of the team is asked for single units. */
  readonly key: string;
  readonly maps: LayerMaps;
  readonly learned: LearnedLayer;
  /** From the question to this answer. */
  readonly durationMs: number;
}

/** What is known once the first worker has the layer open. */
interface Shared {
  readonly learned: LearnedLayer;
  readonly plan: LayerPlan;
  /** Bands that nobody has taken. */
  readonly waiting: RowRange[];
  readonly count: number;
}

/** Of each worker: many enough that all are ready at nearly the same time, also where one of them is slower. */
const bandsEach = 8;

const letFramesIn = createBreath();
let lastKey = 0;

/** Throws what the topics throw; EngineError('cancelled') when the signal was aborted. */
export async function askLayer(
  team: readonly Explorer[],
  { smallSide, ...layer }: LayerQuestion,
  { signal, progress }: Pick<AskOptions, 'signal' | 'progress'> = {},
): Promise<LayerAnswer> {
  const startedAt = performance.now();
  lastKey += 1;
  const key = `layer ${lastKey}`;
  const stop = new AbortController();
  const within = { signal: AbortSignal.any([stop.signal, ...(signal === undefined ? [] : [signal])]) };
  const bands: LayerBand[] = [];
  let shared: Shared | null = null;

  async function work(explorer: Explorer): Promise<void> {
    const learned = await explorer.ask('openLayer', { key, ...layer }, within);
    shared ??= share(learned, layer.picture, smallSide, team.length * bandsEach);
    const { plan, waiting, count } = shared;
    for (let rows = waiting.shift(); rows !== undefined; rows = waiting.shift()) {
      bands.push(await explorer.ask('layerBand', { key, plan, rows }, within));
      progress?.(bands.length / count);
    }
  }

  progress?.(0);
  try {
    const { learned, plan } = await new Promise<Shared>((resolve, reject) => {
      const end = (): void => {
        // Ready when the bands are: a worker that is still at its beginning is not waited for.
        if (shared !== null && bands.length === shared.count) resolve(shared);
      };
      void (async () => {
        for (const explorer of team) {
          work(explorer).then(end, reject);
          // Every worker gets a copy of the picture: megabytes each, and not all in one turn.
          await letFramesIn();
        }
      })();
    });
    return { key, maps: joinBands(plan, bands), learned, durationMs: performance.now() - startedAt };
  } finally {
    stop.abort();
  }
}

function share(learned: LearnedLayer, picture: FeatureMap, smallSide: number, bands: number): Shared {
  const plan = planLayer(picture, learned, smallSide);
  const waiting = cutBands(plan, bands);
  return { learned, plan, waiting, count: waiting.length };
}
