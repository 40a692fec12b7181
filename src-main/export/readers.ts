/**
 * Reads an exported file back and asks it: by the program it is meant for where that can be carried along, else by our own reader
 * and plain loops, never by the kernels that trained the network.
 */
import type { PortableModel } from '../../src-engine';
import { runPortable } from '../../src-engine';
import type { ModelFormatId } from '../contract/exports';
import { decodeModelNpz } from './write-npz';
import { inputName, outputName } from './write-onnx';
import { decodeModelSafetensors } from './write-safetensors';

/** What is asked: uint8 [count, height, width, channels]. */
export interface AskedInputs {
  readonly shape: PortableModel['input'];
  readonly count: number;
  readonly pictures: Uint8Array;
}

export interface ExportReader {
  /** For people. */
  readonly name: string;
  /** What it cannot show; '' where nothing is left to say. */
  readonly note: string;
  /** Multiplications in some seconds, to choose the number of inputs. */
  readonly budget: number;
  /**
   * @param file bytes of an exported file by its ending, e.g. `.npz`
   * @param progress in [0, 1]
   * @returns [count, outputs]
   */
  ask(
    file: (ending: string) => Uint8Array,
    inputs: AskedInputs,
    progress: (part: number) => void,
  ): Promise<Float32Array>;
}

/** Inputs that a runtime is given at once. */
const rows = 16;

/** Cuts the inputs into batches and puts the answers together. */
async function inBatches(
  { shape, count, pictures }: AskedInputs,
  progress: (part: number) => void,
  ask: (pixels: Uint8Array, batch: number) => Promise<Float32Array>,
): Promise<Float32Array> {
  const size = shape.height * shape.width * shape.channels;
  const parts: Float32Array[] = [];
  for (let first = 0; first < count; first += rows) {
    progress(first / count);
    const batch = Math.min(rows, count - first);
    parts.push(await ask(pictures.subarray(first * size, (first + batch) * size), batch));
  }
  return Float32Array.from(parts.flatMap((part) => [...part]));
}

const onnxruntime: ExportReader = {
  name: 'onnxruntime',
  note: '',
  budget: 1.5e10,
  async ask(file, inputs, progress) {
    const ort = await import('onnxruntime-web');
    // More threads would be started by it in ways that a packed app does not allow.
    ort.env.wasm.numThreads = 1;
    const errorsOnly = { logSeverityLevel: 3 } as const;
    const session = await ort.InferenceSession.create(file('.onnx'), errorsOnly);
    const { height, width, channels } = inputs.shape;
    const answer = await inBatches(inputs, progress, async (pixels, batch) => {
      const pictures = new ort.Tensor('uint8', pixels, [batch, height, width, channels]);
      const outputs = await session.run({ [inputName]: pictures });
      return (await outputs[outputName]?.getData()) as Float32Array;
    });
    await session.release();
    return answer;
  },
};

const tensorflow: ExportReader = {
  name: 'TensorFlow.js',
  note: '',
  budget: 2e9,
  async ask(file, inputs, progress) {
    const tf = await import('@tensorflow/tfjs-core');
    await import('@tensorflow/tfjs-backend-cpu');
    const { loadLayersModel } = await import('@tensorflow/tfjs-layers');
    // Without its advice to install a native build.
    tf.enableProdMode();
    await tf.setBackend('cpu');
    const written = JSON.parse(new TextDecoder().decode(file('.json'))) as {
      readonly modelTopology: object;
      readonly weightsManifest: readonly { readonly weights: Parameters<typeof tf.io.decodeWeights>[1] }[];
    };
    const weightSpecs = written.weightsManifest.flatMap(({ weights }) => weights);
    const weightData = new Uint8Array(file('.bin')).buffer;
    const { modelTopology } = written;
    const model = await loadLayersModel(tf.io.fromMemory({ modelTopology, weightSpecs, weightData }));
    const { height, width, channels } = inputs.shape;
    const answer = await inBatches(inputs, progress, async (pixels, batch) => {
      const pictures = tf.tensor4d(Int32Array.from(pixels), [batch, height, width, channels], 'int32');
      const outputs = model.predict(pictures);
      if (Array.isArray(outputs)) throw new TypeError('The model has more than one output.');
      const numbers = await outputs.data<'float32'>();
      tf.dispose([pictures, outputs]);
      return numbers;
    });
    model.dispose();
    return answer;
  },
};

/** Our own reader of a file with the description of the model in it. */
function own(ending: string, decode: (bytes: Uint8Array) => PortableModel, note: string): ExportReader {
  return {
    name: 'Simplecell, in plain loops',
    note,
    budget: 4e9,
    ask: (file, { count, pictures }, progress) => {
      const model = decode(file(ending));
      return Promise.resolve(runPortable(model, pictures, null, (done) => progress(done / count)));
    },
  };
}

const scriptNote =
  'The weights were read back and computed as the script does; the script itself was not run, since Python is no part of Simplecell.';

export const exportReaders: Readonly<Record<ModelFormatId, ExportReader>> = {
  onnx: onnxruntime,
  tfjs: tensorflow,
  safetensors: own('.safetensors', decodeModelSafetensors, ''),
  npz: own('.npz', decodeModelNpz, ''),
  pytorch: own('.npz', decodeModelNpz, scriptNote),
  keras: own('.npz', decodeModelNpz, scriptNote),
};
