/** Collects the layers and weights of a TensorFlow.js layers model; knows nothing of portable models. */
import type { PortableTensor } from '../../src-engine';

interface KerasLayer {
  readonly class_name: string;
  readonly name: string;
  readonly config: object;
  readonly inbound_nodes: readonly (readonly (readonly [string, 0, 0, object])[])[];
}

interface NamedTensor extends PortableTensor {
  readonly name: string;
}

const weightsFile = 'weights.bin';

export class TfjsGraph {
  readonly #layers: KerasLayer[] = [];
  readonly #weights: NamedTensor[] = [];
  readonly #used = new Map<string, number>();

  /** The raw pictures; TensorFlow.js has no uint8, `tf.browser.fromPixels` gives int32. */
  input(name: string, shape: readonly number[]): string {
    const config = { batch_input_shape: [null, ...shape], dtype: 'int32', sparse: false, name };
    this.#layers.push({ class_name: 'InputLayer', name, config, inbound_nodes: [] });
    return name;
  }

  /**
   * Adds a layer and returns its name.
   * @param weights by the names that Keras has for them, e.g. `kernel`
   */
  layer(
    className: string,
    wantedName: string,
    from: readonly string[],
    config: object,
    weights: Readonly<Record<string, PortableTensor>> = {},
  ): string {
    const count = (this.#used.get(wantedName) ?? 0) + 1;
    this.#used.set(wantedName, count);
    const name = count === 1 ? wantedName : `${wantedName}_${count}`;
    this.#layers.push({
      class_name: className,
      name,
      config: { name, trainable: true, dtype: 'float32', ...config },
      inbound_nodes: [from.map((input) => [input, 0, 0, {}] as const)],
    });
    for (const [key, tensor] of Object.entries(weights)) {
      this.#weights.push({ ...tensor, name: `${name}/${key}` });
    }
    return name;
  }

  /** The two files of the model. */
  files(name: string, output: string, metadata: object): { model: string; weights: Uint8Array } {
    const config = {
      name: name.replaceAll(/[^A-Za-z0-9_]/g, '_') || 'model',
      layers: this.#layers,
      input_layers: [[this.#layers[0]?.name, 0, 0]],
      output_layers: [[output, 0, 0]],
    };
    const model = {
      format: 'layers-model',
      generatedBy: 'Simplecell',
      convertedBy: null,
      modelTopology: {
        keras_version: '2.15.0',
        backend: 'tensorflow',
        model_config: { class_name: 'Model', config },
      },
      weightsManifest: [
        {
          paths: [weightsFile],
          weights: this.#weights.map((weight) => ({
            name: weight.name,
            shape: weight.shape,
            dtype: 'float32',
          })),
        },
      ],
      userDefinedMetadata: metadata,
    };
    return { model: JSON.stringify(model), weights: this.#packed() };
  }

  #packed(): Uint8Array {
    const bytes = new Uint8Array(this.#weights.reduce((sum, { values }) => sum + values.byteLength, 0));
    let at = 0;
    for (const { values } of this.#weights) {
      bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at);
      at += values.byteLength;
    }
    return bytes;
  }
}
