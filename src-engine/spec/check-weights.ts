/** How the weights of layers begin and whether they are trained: what the order and kinds of layers allow. */
import { EngineError } from '../errors';
import { isFrozen } from '../layers/frozen';
import { isTrained } from '../layers/trained';
import { refuse } from './fields';
import type { LayerSpec } from './experiment';

/** @throws EngineError('config') at the first contradiction, naming the field to change */
export function checkWeights(layers: readonly LayerSpec[]): void {
  checkFrozen(layers);
  checkLearns(layers);
  layers.forEach(checkLearnedFilters);
}

/** Frozen layers lie below all that is trained, for no gradient goes through them. */
function checkFrozen(layers: readonly LayerSpec[]): void {
  const trained = layers.findIndex(isTrained);
  const frozen = layers.findIndex((spec, index) => index > trained && isFrozen(spec));
  if (trained < 0 || frozen < 0) return;
  const field = `network.layers.${frozen}.trainable`;
  throw new EngineError(
    'config',
    `${field}: expected frozen layers only at the beginning of the network, got one behind layer ${trained + 1} ` +
      `(${layers[trained].type}), which is trained. Freeze that layer as well, or set this to true.`,
    { field, layer: frozen },
  );
}

/** Without weights there is nothing to learn and no filter to show. */
function checkLearns(layers: readonly LayerSpec[]): void {
  if (layers.some((spec) => isTrained(spec) && 'init' in spec)) return;
  const got = layers.some(isFrozen) ? 'frozen ones alone. Add a dense layer at the end.' : 'none. Add one.';
  throw new EngineError(
    'config',
    'network.layers: expected at least one layer with weights to train (dense, conv2d or convTranspose2d), got ' +
      got,
    { field: 'network.layers' },
  );
}

/** An autoencoder learns from the pictures themselves, as patches of neighbouring pixels, with hidden units of sigmoids. */
function checkLearnedFilters(spec: LayerSpec, index: number): void {
  if (!('init' in spec) || spec.init.type !== 'autoencoder') return;
  const path = `network.layers.${index}`;
  if (spec.type !== 'conv2d' || index > 0) {
    const hint = "Move the layer to the beginning, or choose another init: 'glorot', for example.";
    const got = spec.type === 'conv2d' ? `layer ${index + 1}` : spec.type;
    throw refuse(`${path}.init.type`, 'autoencoder only in a conv2d that is the first layer', got, hint);
  }
  if (spec.activation !== 'sigmoid') {
    const hint = 'Set it to sigmoid, or choose another init.';
    throw refuse(
      `${path}.activation`,
      'sigmoid, as the units of the autoencoder have it',
      spec.activation,
      hint,
    );
  }
  const dilation = Math.max(...spec.dilation);
  if (dilation === 1) return;
  const hint = 'Set it to 1, or choose another init.';
  throw refuse(`${path}.dilation`, '1, because the autoencoder learns from whole patches', dilation, hint);
}
