/** What is said of the units of a layer: pictures, activity, health; and of one unit all there is to see. */
import { EngineError } from '../errors';
import { assessHealth } from './health';
import { measureActivity } from './layer-activity';
import { layerSetting } from './layer-setting';
import { measureOrientation } from './orientation';
import { viewSample } from './sample-views';
import { similarityOrder, unitCosines } from './similarity';
import {
  countUnits,
  fieldOf,
  optimiseUnits,
  pictureKindOf,
  layerWeights,
  pictureLayer,
  pictureWeights,
} from './unit-pictures';
import type { LayerAnswer, LayerQuestion, UnitAnswer, UnitQuestion } from '../worker/inspect-protocol';
import type { Inspection } from './inspection';

/** @throws EngineError('config') where there is no such layer or it has too many units */
export function answerLayer(inspection: Inspection, { layer, smoothness }: LayerQuestion): LayerAnswer {
  countUnits(inspection, layer);
  const kind = pictureKindOf(inspection, layer);
  const name = kind === 'optimised' ? `layer ${layer} ${smoothness}` : `layer ${layer}`;
  return inspection.recall(name, () => {
    const measured = inspection.stage(0, 0.4, () => measureActivity(inspection, layer));
    const { lookedAt, means, activity, overall } = measured;
    const pictures = inspection.stage(0.4, 0.9, () => pictureLayer(inspection, layer, smoothness));
    const weights = layerWeights(inspection, layer);
    const { preferredDegrees, selectivity } = measureOrientation(pictures);
    return {
      kind,
      filters: { layer, ...pictures, meanActivations: means },
      health: assessHealth(pictures, activity, layerSetting(inspection.experiment, layer), weights),
      orientationDegrees: preferredDegrees,
      selectivity,
      similarityOrder: similarityOrder(unitCosines(pictures, weights), pictures.units),
      lookedAt,
      activity: overall,
    };
  });
}

/** @throws EngineError('config') where there is no such layer or unit */
export function answerUnit(inspection: Inspection, question: UnitQuestion): UnitAnswer {
  const { layer, unit, smoothness } = question;
  const units = countUnits(inspection, layer);
  if (unit >= units) {
    throw new EngineError('config', `Expected a unit below ${units}, got ${unit}.`, { field: 'unit' });
  }
  const { health, lookedAt } = inspection.stage(0, 0.9, () => answerLayer(inspection, question));
  const activity = measureActivity(inspection, layer);
  const { activationLayer } = layerSetting(inspection.experiment, layer);
  const optimised = inspection.stage(0.9, 1, () => optimiseUnits(inspection, layer, [unit], smoothness));
  const top = activity.top(unit);
  return {
    weights: pictureWeights(inspection, layer, unit),
    optimised: optimised.pictures[0],
    optimisedActivation: optimised.activations[0],
    top: top.map(({ sample, place }) =>
      viewSample(inspection.samples, sample, fieldOf(inspection, activationLayer, unit, place)),
    ),
    topActivations: top.map(({ value }) => value),
    histogram: activity.histogram(unit),
    health: health.units[unit],
    lookedAt,
  };
}
