/**
 * Filters for a first convolution, learned before training by a sparse autoencoder on patches of the training samples
 * (UFLDL, "Feature extraction using convolution"). Owns that autoencoder's arena while it lasts.
 */
import { applyPreprocessing, fitPreprocessing } from '../data/preprocess';
import { createRandom } from '../random';
import { describeNetwork } from '../spec/describe-network';
import { elementCount } from '../tensor';
import { createDescent, largestBatch } from './create-descent';
import { foldFilters } from './fold-filters';
import { formTeam } from './form-team';
import { placeModels } from './place-models';
import type { Samples } from '../data/prepare-samples';
import type { Model } from '../model/model';
import type { Conv2dSpec } from '../layers/conv2d';
import type { LbfgsSpec } from '../optimizers/lbfgs';
import type { AutoencoderInit, Experiment } from '../spec/experiment';
import type { Descent, StepRates } from './descent';
import type { FilterUnits } from './fold-filters';
import type { SessionOptions } from './form-team';
import type { ShardTeam } from './shard-team';

const keepGoing = (): void => undefined;

/** Called after every pass; may throw to give up. */
export type LearningProgress = (iterations: number, of: number) => void;

/** What the autoencoder computes with: the same as the network it is for. */
export interface LearningMachine {
  readonly kernelsWasm: Uint8Array | null;
  readonly options: SessionOptions;
}

interface LearnedBank extends Conv2dSpec {
  readonly init: AutoencoderInit;
}

const optimizer: LbfgsSpec = {
  type: 'lbfgs',
  learningRate: 1,
  memory: 20,
  maxEvaluations: 25,
  tolerance: 1e-7,
};

function learnedBank({ network }: Experiment): LearnedBank | null {
  const [first] = network.layers;
  if (first.type !== 'conv2d' || first.init.type !== 'autoencoder') return null;
  return { ...first, init: first.init };
}

/** Whether the first layer's filters have to be learned before training. */
export function learnsFilters(experiment: Experiment): boolean {
  return learnedBank(experiment) !== null;
}

/**
 * Overwrites weights and bias of the model's first layer, after every iteration with what is learned so far; does
 * nothing where the experiment does not ask for it. Everything random derives from the experiment's seed.
 * @param samples their inputs are read from the model's arena
 * @throws EngineError('memory') where the autoencoder's arena cannot be had
 */
export function learnFilters(
  experiment: Experiment,
  model: Model,
  samples: Pick<Samples, 'shape' | 'train'>,
  machine: LearningMachine,
  progress: LearningProgress,
): void {
  const bank = learnedBank(experiment);
  if (bank === null) return;
  const patches = cutPatches(experiment, bank, model, samples);
  const inputs = elementCount(patches.shape);
  const fitted = fitPreprocessing('ufldl', patches.inputs, inputs, patches.train);
  applyPreprocessing(fitted, patches.inputs, inputs);
  const { autoencoder, descent, team } = begin(experiment, bank, patches, machine);
  const units = unitsOf(autoencoder);
  const target = unitsOf(model);
  const { iterations } = bank.init;
  const order = team?.order ?? patches.train;
  order.set(patches.train);
  const rates = (): StepRates => optimizer;
  try {
    for (let done = 0; done < iterations && !descent.converged;) {
      descent.pass(order, rates);
      if (descent.epochComplete) {
        descent.endEpoch();
        done += 1;
        foldFilters(units, fitted, target);
      }
      progress(done, iterations);
    }
  } finally {
    team?.end();
  }
}

/** Views of the first layer's tensors. */
function unitsOf({ plan, kernels }: Model): FilterUnits {
  const [weights, bias] = plan.layers[0].parameters.map(({ values: { offset, length } }) =>
    kernels.values.subarray(offset, offset + length),
  );
  return { weights, bias };
}

/** [patchCount, h, w, c], evenly from all training samples and all places where a patch fits wholly inside. */
function cutPatches(
  { seed }: Experiment,
  { kernelSize: [height, width], init }: LearnedBank,
  { kernels, plan, features }: Model,
  { shape, train }: Pick<Samples, 'shape' | 'train'>,
): Samples {
  const random = createRandom(seed, 'filters');
  const [pictureHeight, pictureWidth, channels] = shape;
  const count = init.patchCount;
  const rowLength = width * channels;
  const inputs = new Float32Array(count * height * rowLength);
  for (let at = 0; at < inputs.length;) {
    const picture = plan.samples.offset + train[random.integer(train.length)] * features;
    const top = random.integer(pictureHeight - height + 1);
    const left = random.integer(pictureWidth - width + 1);
    for (let y = top; y < top + height; y += 1, at += rowLength) {
      const from = picture + (y * pictureWidth + left) * channels;
      inputs.set(kernels.values.subarray(from, from + rowLength), at);
    }
  }
  const none = new Uint32Array();
  const all = Uint32Array.from({ length: count }, (_, index) => index);
  const labels = new Int32Array(count).fill(-1);
  const patchShape = [height, width, channels] as const;
  return {
    inputs,
    labels,
    count,
    shape: patchShape,
    classNames: [],
    train: all,
    validation: none,
    test: none,
  };
}

function begin(
  experiment: Experiment,
  bank: LearnedBank,
  patches: Samples,
  { kernelsWasm, options }: LearningMachine,
): { autoencoder: Model; descent: Descent; team: ShardTeam | null } {
  const settings = autoencoderOf(experiment, bank, elementCount(patches.shape));
  const layers = describeNetwork(settings, patches.shape, 0);
  const rows = largestBatch(settings, patches, layers);
  const placed = placeModels(settings, patches, layers, rows, kernelsWasm, options);
  const [autoencoder] = placed.models;
  autoencoder.initialize();
  const team = formTeam(placed, settings, patches, kernelsWasm, options);
  const { breathe = keepGoing } = options;
  const descent = createDescent(settings, autoencoder, patches.labels, rows, patches.count, team, breathe);
  return { autoencoder, descent, team };
}

/** The UFLDL exercise: one hidden layer of sigmoids, whose weights become the filters. */
function autoencoderOf(
  { data, seed }: Experiment,
  { filters, init }: LearnedBank,
  inputs: number,
): Experiment {
  const { iterations, weightDecay, rho, beta, patchCount } = init;
  const sigmoids = { type: 'dense', activation: 'sigmoid', init: { type: 'ufldl' } } as const;
  return {
    version: 1,
    name: 'Filters',
    description: '',
    // Not the network's own seed, or its layers would begin with the same numbers as the autoencoder's.
    seed: createRandom(seed, 'filters', 1).uint32(),
    data: { dataset: data.dataset, mode: 'images', preprocess: 'none' },
    split: { validation: 0, test: 0 },
    network: {
      layers: [
        { ...sigmoids, units: filters },
        { ...sigmoids, units: inputs },
      ],
    },
    objective: { target: 'input', loss: 'squaredError', weightDecay, sparsity: { rho, beta } },
    optimizer,
    training: { epochs: iterations, batchSize: patchCount },
  };
}
