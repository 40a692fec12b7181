/** Changing the list of layers of a draft: what is added begins with usual settings, and tied layers keep their partner. No Vue. */
import { layerKinds, usualSpec, type HiddenActivationName, type LayerSpec } from '../../../src-engine';
import { editable, type Draft, type Editable } from './draft';

export type DraftLayer = Editable<LayerSpec>;

/** A layer that was taken out, to be put back. */
export interface RemovedLayer {
  readonly layer: DraftLayer;
  readonly index: number;
  /** Layers that used its weights. */
  readonly tied: readonly number[];
}

/** The hidden activation that the layers before a place use. */
function activationBefore(draft: Draft, at: number): HiddenActivationName | null {
  for (const layer of draft.network.layers.slice(0, at).reverse()) {
    if ('activation' in layer && layer.activation !== 'softmax') return layer.activation;
  }
  return null;
}

/**
 * A layer of the kind with the settings most networks begin with.
 * @param input shape of what it will get; null where that is not known
 */
export function newLayer(
  draft: Draft,
  type: LayerSpec['type'],
  at: number,
  input: readonly number[] | null,
): DraftLayer {
  return editable(usualSpec(layerKinds[type], { activation: activationBefore(draft, at), input }));
}

/** @param placeOf new index of a layer by its old one; null where it is gone */
function keepTies(draft: Draft, placeOf: (index: number) => number | null): void {
  for (const layer of draft.network.layers) {
    if (layer.type !== 'dense' || layer.tiedTo === undefined) continue;
    const place = placeOf(layer.tiedTo);
    if (place === null) delete layer.tiedTo;
    else layer.tiedTo = place;
  }
}

export function insertLayer(draft: Draft, at: number, layer: DraftLayer): void {
  keepTies(draft, (index) => (index >= at ? index + 1 : index));
  draft.network.layers.splice(at, 0, layer);
}

export function removeLayer(draft: Draft, at: number): RemovedLayer | null {
  const layer = draft.network.layers[at];
  if (layer === undefined) return null;
  const tied = draft.network.layers.flatMap((other, index) =>
    other.type === 'dense' && other.tiedTo === at ? [index] : [],
  );
  draft.network.layers.splice(at, 1);
  keepTies(draft, (index) => (index === at ? null : index > at ? index - 1 : index));
  return { layer, index: at, tied };
}

export function restoreLayer(draft: Draft, removed: RemovedLayer): void {
  insertLayer(draft, removed.index, removed.layer);
  for (const index of removed.tied) {
    const layer = draft.network.layers[index];
    if (layer?.type === 'dense') layer.tiedTo = removed.index;
  }
}

/** Exchanges a layer with its neighbour; false at the end of the list. */
export function moveLayer(draft: Draft, at: number, by: 1 | -1): boolean {
  const { layers } = draft.network;
  const [layer, neighbour] = [layers[at], layers[at + by]];
  if (layer === undefined || neighbour === undefined) return false;
  layers[at] = neighbour;
  layers[at + by] = layer;
  keepTies(draft, (index) => (index === at ? at + by : index === at + by ? at : index));
  return true;
}
