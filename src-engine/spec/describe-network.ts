/** Shape inference: what every layer puts out and holds, or at which layer the network is impossible. */
import { counted } from '../counted';
import { EngineError } from '../errors';
import { dense } from '../layers/dense';
import { layerKinds } from '../layers/registry';
import { elementCount, formatShape } from '../tensor';
import type { LayerSummary } from '../worker/protocol';
import type { Shape } from '../tensor';
import type { Experiment, LayerSpec } from './experiment';

/**
 * @param inputShape [height, width, channels] of one sample
 * @param classCount classes of the data set; 0 where it has none
 * @throws EngineError('shape') with the layer and both shapes, EngineError('config') where labels are missing
 */
export function describeNetwork(
  experiment: Experiment,
  inputShape: readonly [number, number, number],
  classCount: number,
): LayerSummary[] {
  let shape: Shape = inputShape;
  const inputs: number[] = [];
  const summaries = experiment.network.layers.map((spec, index): LayerSummary => {
    const kind = layerKinds[spec.type];
    checkInput(spec, index, shape);
    inputs.push(elementCount(shape));
    checkTied(experiment.network.layers, index, inputs);
    checkPatch(spec, index, shape);
    const parameters = kind.parameters(spec, shape);
    shape = kind.outputShape(spec, shape);
    return {
      index,
      type: spec.type,
      title: kind.title(spec),
      outputShape: shape,
      parameterCount: parameters.reduce((sum, parameter) => sum + elementCount(parameter.shape), 0),
    };
  });
  checkOutput(experiment, inputShape, classCount, shape);
  return summaries;
}

function checkInput(spec: LayerSpec, index: number, input: Shape): void {
  const kind = layerKinds[spec.type];
  const reason = kind.misfit(spec, input);
  if (reason === null) return;
  throw new EngineError('shape', `Layer ${index + 1} (${kind.title(spec)}) ${reason}`, {
    field: `network.layers.${index}`,
    layer: index,
  });
}

/** A tied layer must be the mirror image of the layer whose weights it uses. */
function checkTied(layers: readonly LayerSpec[], index: number, inputs: readonly number[]): void {
  const spec = layers[index];
  if (spec.type !== 'dense' || spec.tiedTo === undefined) return;
  const other = layers[spec.tiedTo];
  if (other.type !== 'dense') return;
  const wanted = inputs[spec.tiedTo];
  if (inputs[index] === other.units && spec.units === wanted) return;
  throw new EngineError(
    'shape',
    `Layer ${index + 1} (${dense.title(spec)}) needs ${counted(other.units, 'input')} and ${counted(wanted, 'unit')} to use the weights of ` +
      `layer ${spec.tiedTo + 1} transposed, got ${counted(inputs[index], 'input')} and ${counted(spec.units, 'unit')}. ` +
      'Change its units, or remove tiedTo.',
    { field: `network.layers.${index}.units`, layer: index },
  );
}

/** Filters that an autoencoder learns are as large as patches that it finds in the pictures, whatever the padding. */
function checkPatch(spec: LayerSpec, index: number, [height, width]: Shape): void {
  if (spec.type !== 'conv2d' || spec.init.type !== 'autoencoder') return;
  const { kernelSize } = spec;
  if (kernelSize[0] <= height && kernelSize[1] <= width) return;
  const field = `network.layers.${index}.kernelSize`;
  throw new EngineError(
    'shape',
    `${field}: expected a patch that fits into pictures of ${height}×${width} for the autoencoder to learn from, got ` +
      `${formatShape(kernelSize)}. Choose a smaller kernel, or another init.`,
    { field, layer: index },
  );
}

function checkOutput(experiment: Experiment, inputShape: Shape, classCount: number, output: Shape): void {
  const layer = experiment.network.layers.length - 1;
  const last = experiment.network.layers[layer];
  const field = `network.layers.${layer}${last.type === 'dense' ? '.units' : ''}`;
  if (experiment.objective.target === 'labels') {
    if (classCount < 2) {
      throw new EngineError(
        'config',
        `objective.target: expected a data set with at least 2 classes to learn labels, got ${classCount}. ` +
          'Choose a data set whose pictures lie in one folder for each class, or set objective.target to input.',
        { field: 'objective.target' },
      );
    }
    if (elementCount(output) === classCount) return;
    throw new EngineError(
      'shape',
      `${field}: expected ${classCount} outputs, one for each class, got ${elementCount(output)} ` +
        `(input ${formatShape(inputShape)}). ${adviceFor(last, classCount)}`,
      { field, layer },
    );
  }
  const features = elementCount(inputShape);
  if (elementCount(output) === features) return;
  throw new EngineError(
    'shape',
    `${field}: expected ${counted(features, 'output')}, as many as the input ${formatShape(inputShape)} has numbers, ` +
      `got ${elementCount(output)}. ${adviceFor(last, features)}`,
    { field, layer },
  );
}

function adviceFor(last: LayerSpec, wanted: number): string {
  if (last.type === 'dense') return `Set the units of the last layer to ${wanted}.`;
  return 'Change the filters, strides or padding of the last layers, or add a dense layer at the end.';
}
