/**
 * TensorFlow.js layers model: a folder with `model.json` and `weights.bin` for `tf.loadLayersModel`. It is made of layers that
 * TensorFlow.js brings along, so the preparation is told with them too: there is no layer for a formula of one's own.
 */
import { configKey, configOf } from '../formats/model-config';
import { textFile, type ExportFormat } from './export-format';
import { TfjsGraph } from './tfjs-graph';
import { addTfjsLayer } from './tfjs-layers';
import { addTfjsStep } from './tfjs-preparation';

export const tfjs: ExportFormat = {
  write(model) {
    const graph = new TfjsGraph();
    const { height, width, channels } = model.input;
    let value = graph.input('pictures', [height, width, channels]);
    let shape: readonly number[] = [height, width, channels];
    for (const step of model.preparation) ({ value, shape } = addTfjsStep(graph, model, step, value, shape));
    for (const layer of model.layers) value = addTfjsLayer(graph, model, layer, value);
    const metadata = { [configKey]: configOf(model), classes: model.classNames, notes: model.notes };
    const files = graph.files(model.name, value, metadata);
    return [textFile('model.json', files.model), { name: 'weights.bin', bytes: files.weights }];
  },
  loadingCode: ({ input: { height, width, channels } }) => ({
    python: null,
    javascript: [
      "import * as tf from '@tensorflow/tfjs';",
      '',
      "const model = await tf.loadLayersModel('model.json'); // its address",
      `const pictures = tf.zeros([1, ${height}, ${width}, ${channels}], 'int32'); // yours, 0…255`,
      'const outputs = model.predict(pictures);',
      'console.log(outputs.shape, await outputs.data());',
      '',
    ].join('\n'),
  }),
};
