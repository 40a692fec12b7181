/** The life of an inspector: opens a run's network when it is first asked, and answers one question after the other. */
import { prepareSamples } from '../data/prepare-samples';
import { EngineError } from '../errors';
import { answerConfusion, answerPredictions } from '../inspect/answer-classes';
import { answerMap } from '../inspect/answer-map';
import { answerReconstructions } from '../inspect/answer-reconstructions';
import { answerLayer, answerUnit } from '../inspect/answer-units';
import { Inspection } from '../inspect/inspection';
import { viewSample } from '../inspect/sample-views';
import { TrainedNetwork } from '../inspect/trained-network';
import { describeNetwork } from '../spec/describe-network';
import { elementCount } from '../tensor';
import { asEngineError } from './as-engine-error';
import type { PreparedSamples } from '../data/prepare-samples';
import type {
  InspectMessage,
  InspectOrder,
  InspectQuestions,
  InspectRequest,
  InspectTopic,
} from './inspect-protocol';

export interface InspectorPort {
  post(message: InspectMessage): void;
  /** Milliseconds since some fixed moment. */
  now(): number;
}

const progressIntervalMs = 100;

/** So many inputs go through the network at once, fewer where their activations would take more than 64 MB. */
const mostRows = 256;
const mostActivations = 2 ** 23;

type Answers = {
  readonly [T in InspectTopic]: (
    inspection: Inspection,
    question: InspectQuestions[T]['question'],
  ) => InspectQuestions[T]['answer'];
};

const answers: Answers = {
  network: ({ network, samples }) => ({
    layers: network.layers,
    sampleShape: samples.shape,
    classNames: samples.classNames,
    sampleCounts: {
      train: samples.train.length,
      validation: samples.validation.length,
      test: samples.test.length,
    },
    preprocessing: samples.preprocessing,
    whiteningScale: samples.whiteningScale,
    epoch: network.epoch,
  }),
  layer: answerLayer,
  unit: answerUnit,
  reconstructions: answerReconstructions,
  confusion: (inspection, { split }) => answerConfusion(inspection, split),
  predictions: answerPredictions,
  samples: ({ samples }, { samples: indices }) => ({
    samples: indices.map((sample) => viewSample(samples, sample)),
  }),
  map: answerMap,
};

export class Inspector {
  readonly #order: InspectOrder;
  readonly #port: InspectorPort;
  readonly #cancelled: Int32Array;
  #samples: PreparedSamples | null = null;
  #checkpoint: Uint8Array;
  #inspection: Inspection | null = null;
  #current = 0;
  #reportedMs = -Infinity;

  constructor(order: InspectOrder, port: InspectorPort) {
    this.#order = order;
    this.#port = port;
    this.#cancelled = new Int32Array(order.cancelled);
    this.#checkpoint = order.checkpoint;
  }

  /** Never throws: what goes wrong is the answer. */
  answer({ id, topic, question, checkpoint }: InspectRequest): void {
    this.#current = id;
    if (checkpoint !== null) {
      this.#checkpoint = checkpoint;
      this.#inspection = null;
    }
    try {
      const inspection = (this.#inspection ??= this.#open());
      // The topic and its question come together; the type of a request says so, that of a table does not.
      const find = answers[topic] as (inspection: Inspection, question: object) => object;
      const answer = find(inspection, question) as InspectQuestions[InspectTopic]['answer'];
      this.#port.post({ type: 'answer', id, epoch: inspection.network.epoch, answer });
    } catch (error) {
      this.#port.post({ type: 'refused', id, error: asEngineError(error).toData() });
    }
  }

  #open(): Inspection {
    const { inspect: experiment, pictures, kernelsWasm } = this.#order;
    const samples = (this.#samples ??= prepareSamples(experiment, pictures));
    const classCount = samples.classNames.length;
    const layers = describeNetwork(experiment, samples.shape, classCount);
    const each = layers.reduce((sum, { outputShape }) => sum + 2 * elementCount(outputShape), 0);
    const rows = Math.max(1, Math.min(mostRows, Math.floor(mostActivations / each)));
    const source = { experiment, sampleShape: samples.shape, classCount, checkpoint: this.#checkpoint };
    const network = new TrainedNetwork(source, { kernelsWasm, rows });
    return new Inspection(experiment, samples, network, (progress) => this.#watch(progress));
  }

  #watch(progress: number): void {
    if (Atomics.load(this.#cancelled, 0) === this.#current) {
      throw new EngineError('cancelled', 'Nobody waits for the answer any more.');
    }
    const now = this.#port.now();
    if (now - this.#reportedMs < progressIntervalMs) return;
    this.#reportedMs = now;
    this.#port.post({ type: 'progress', id: this.#current, progress });
  }
}
