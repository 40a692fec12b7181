/**
 * ONNX, operator set 13: raw pixels in, the preparation and the network as one graph. Read by every runtime since 2021; nothing
 * in the graph needs a newer set. ONNX convolves pictures with the channels first, our users' pictures have them last.
 */
import { create, toBinary } from '@bufbuild/protobuf';
import type { PortableModel, PreparationStep, WhitenStep } from '../../src-engine';
import { configKey, configText } from '../formats/model-config';
import {
  GraphProtoSchema,
  ModelProtoSchema,
  OperatorSetIdProtoSchema,
  StringStringEntryProtoSchema,
} from '../formats/onnx_pb';
import { cannotHold, type ExportFormat } from './export-format';
import { dataType, OnnxGraph, valueInfo } from './onnx-graph';
import { addLayer, channelsLast, type OnnxValue } from './onnx-layers';
import { permute } from './permute';
import { tensorOf } from './tensor-of';

const operatorSet = 13n;
const irVersion = 8n;
/** A message of Protocol Buffers ends below 2 GiB. */
const mostBytes = 2 ** 31 - 2 ** 20;

export const inputName = 'pictures';
export const outputName = 'outputs';
/** Where models of whitened pictures look, [top, left]: an input that may be left out. */
export const placeName = 'place';

export const onnx: ExportFormat = {
  write: (model, stem) => [{ name: `${stem}.onnx`, bytes: encodeOnnx(model) }],
  loadingCode({ input: { height, width, channels } }, stem) {
    const file = JSON.stringify(`${stem}.onnx`);
    const shape = `${height}, ${width}, ${channels}`;
    return {
      python: [
        'import numpy as np',
        'import onnxruntime as ort',
        '',
        `session = ort.InferenceSession(${file})`,
        `pictures = np.zeros((1, ${shape}), np.uint8)  # yours`,
        `outputs = session.run(["${outputName}"], {"${inputName}": pictures})[0]`,
        'print(outputs.shape)',
        '',
      ].join('\n'),
      javascript: [
        "import * as ort from 'onnxruntime-web';",
        '',
        `const session = await ort.InferenceSession.create(${file});`,
        `const pixels = new Uint8Array(${height * width * channels}); // yours, row by row`,
        `const pictures = new ort.Tensor('uint8', pixels, [1, ${shape}]);`,
        `const { ${outputName} } = await session.run({ ${inputName}: pictures });`,
        `console.log(${outputName}.dims, ${outputName}.data);`,
        '',
      ].join('\n'),
    };
  },
};

/** @throws AppError('validation') where a message cannot hold the weights */
export function encodeOnnx(model: PortableModel): Uint8Array {
  const bytes = [...model.tensors.values()].reduce((sum, { values }) => sum + values.byteLength, 0);
  if (bytes > mostBytes) throw cannotHold('ONNX', 'the network', 'its weights need more than 2 GB');
  const graph = new OnnxGraph();
  const { height, width, channels } = model.input;
  let name = graph.node('Cast', [inputName], { to: dataType.float });
  for (const step of model.preparation) name = addStep(graph, model, step, name);
  let value: OnnxValue = { name, isChannelsFirst: false };
  for (const layer of model.layers) value = addLayer(graph, model, layer, value);
  const result = channelsLast(graph, value).name;
  const last = graph.nodes.find(({ output }) => output[0] === result);
  if (last !== undefined) last.output[0] = outputName;
  const whiten = model.preparation.find((step) => step.type === 'whiten');
  const outputShape = model.layers.at(-1)?.outputShape ?? [height, width, channels];
  const message = create(ModelProtoSchema, {
    irVersion,
    producerName: 'Simplecell',
    docString: `${model.name}. Input: pictures, uint8 [n, ${height}, ${width}, ${channels}], as they are decoded.`,
    opsetImport: [create(OperatorSetIdProtoSchema, { domain: '', version: operatorSet })],
    metadataProps: [
      create(StringStringEntryProtoSchema, { key: configKey, value: configText(model) }),
      create(StringStringEntryProtoSchema, { key: 'classes', value: JSON.stringify(model.classNames) }),
      create(StringStringEntryProtoSchema, { key: 'notes', value: model.notes.join('\n') }),
    ],
    graph: create(GraphProtoSchema, {
      name: model.name === '' ? 'model' : model.name,
      node: graph.nodes,
      initializer: graph.initializers,
      input: [
        valueInfo(inputName, dataType.uint8, ['n', height, width, channels]),
        ...(whiten === undefined ? [] : [valueInfo(placeName, dataType.int64, [2])]),
      ],
      output: [valueInfo(outputName, dataType.float, ['n', ...outputShape])],
    }),
  });
  return toBinary(ModelProtoSchema, message);
}

function addStep(graph: OnnxGraph, model: PortableModel, step: PreparationStep, x: string): string {
  switch (step.type) {
    case 'scale': {
      const scaled = graph.node('Mul', [x, graph.scalar(step.factor)]);
      return step.offset === 0 ? scaled : graph.node('Add', [scaled, graph.scalar(step.offset)]);
    }
    case 'removeMean': {
      const mean = graph.node('ReduceMean', [x], { axes: [1, 2, 3], keepdims: 1 });
      return graph.node('Sub', [x, mean]);
    }
    case 'clip':
      return graph.node('Clip', [x, graph.scalar(step.low), graph.scalar(step.high)]);
    case 'standardize': {
      const means = graph.floats(step.means, () => tensorOf(model, step.means));
      const scales = graph.floats(step.scales, () => tensorOf(model, step.scales));
      return graph.node('Mul', [graph.node('Sub', [x, means]), scales]);
    }
    case 'whiten':
      return addWhitening(graph, model, step, x);
  }
}

/** The window is cut out of the matrices that lead back, so that only its pixels are computed. */
function addWhitening(graph: OnnxGraph, model: PortableModel, step: WhitenStep, x: string): string {
  const { top, left, height, width } = step.window;
  const place = graph.integers(placeName, [top, left]);
  const [zero, one, two] = [0, 1, 2].map((value) => graph.integers(`integer ${value}`, [value]));
  const cut = (matrix: string, from: string, to: string, axis: string, size: number): string => {
    const start = graph.node('Slice', [place, from, to, zero ?? '']);
    const end = graph.node('Add', [start, graph.integers(`integer ${size}`, [size])]);
    return graph.node('Slice', [matrix, start, end, axis]);
  };
  const plain = (name: string): string => graph.floats(name, () => tensorOf(model, name));
  const turned = (name: string): string => graph.floats(name, () => permute(tensorOf(model, name), [1, 0]));
  const planes = graph.node('Transpose', [x], { perm: [0, 3, 1, 2] });
  const mean = graph.node('ReduceMean', [planes], { axes: [2, 3], keepdims: 1 });
  const centred = graph.node('Sub', [planes, mean]);
  const half = graph.node('MatMul', [centred, turned(step.columns)]);
  const spectrum = graph.node('MatMul', [plain(step.rows), half]);
  const flattened = graph.node('Mul', [spectrum, plain(step.gains)]);
  const backRows = cut(plain(step.backRows), zero ?? '', one ?? '', zero ?? '', height);
  const backColumns = cut(turned(step.backColumns), one ?? '', two ?? '', one ?? '', width);
  const rows = graph.node('MatMul', [backRows, flattened]);
  const window = graph.node('MatMul', [rows, backColumns]);
  return graph.node('Transpose', [window], { perm: [0, 2, 3, 1] });
}
