/** PyTorch source: a script that rebuilds the network as a `torch.nn.Module` and loads the NPZ file beside it. */
import type { PortableLayer, PortableModel, PreparationStep } from '../../src-engine';
import { configKey } from '../formats/model-config';
import { textFile, type ExportFormat } from './export-format';
import { pythonHead } from './python-head';
import { indented, pythonName, pythonNumber, pythonString, pythonTuple } from './python-text';
import { encodeModelNpz } from './write-npz';

export const pytorch: ExportFormat = {
  write: (model, stem) => [
    textFile(`${stem}.py`, pytorchSource(model, stem)),
    { name: `${stem}.npz`, bytes: encodeModelNpz(model) },
  ],
  loadingCode({ input: { height, width, channels } }, stem) {
    return {
      python: [
        'import importlib.util',
        'import torch',
        '',
        `spec = importlib.util.spec_from_file_location("network", ${pythonString(`${stem}.py`)})`,
        'module = importlib.util.module_from_spec(spec)',
        'spec.loader.exec_module(module)',
        'network = module.Network().eval()',
        `pictures = torch.zeros((1, ${height}, ${width}, ${channels}), dtype=torch.uint8)  # yours`,
        'with torch.no_grad():',
        '    outputs = network(pictures)',
        'print(outputs.shape)',
        '',
      ].join('\n'),
      javascript: null,
    };
  },
};

function pytorchSource(model: PortableModel, stem: string): string {
  const { height, width, channels } = model.input;
  const whiten = model.preparation.find((step) => step.type === 'whiten');
  const place = whiten?.type === 'whiten' ? `, top=${whiten.window.top}, left=${whiten.window.left}` : '';
  const passed = place === '' ? '' : ', top, left';
  return [
    ...pythonHead(model, stem, {
      library: 'PyTorch',
      needs: 'torch',
      imports: ['import numpy as np', 'import torch', 'import torch.nn.functional as F'],
    }),
    'class Network(torch.nn.Module):',
    '    def __init__(self):',
    '        super().__init__()',
    '        with np.load(WEIGHTS) as arrays:',
    '            for name in arrays.files:',
    `                if name == ${pythonString(configKey)}:`,
    '                    continue',
    '                tensor = torch.from_numpy(arrays[name])',
    '                if name.startswith("preparation.") or ".running" in name:',
    '                    self.register_buffer(name.replace(".", "_"), tensor)',
    '                else:',
    '                    self.register_parameter(name.replace(".", "_"), torch.nn.Parameter(tensor))',
    '',
    `    def prepare(self, pictures${place}):`,
    `        """Raw pixels [n, ${height}, ${width}, ${channels}] as the network was trained on them."""`,
    '        x = pictures.to(torch.float32)',
    ...indented(2, model.preparation.flatMap(prepareLines)),
    '        return x',
    '',
    `    def forward(self, pictures${place}):`,
    `        x = self.prepare(pictures${passed})`,
    ...indented(2, forwardLines(model)),
    '        return x',
    '',
    '',
    'if __name__ == "__main__":',
    '    network = Network().eval()',
    '    with torch.no_grad():',
    '        outputs = network(torch.from_numpy(np.load(sys.argv[1])))',
    '    np.save(sys.argv[2], outputs.numpy())',
    '',
  ].join('\n');
}

function own(tensor: string): string {
  return `self.${pythonName(tensor)}`;
}

function prepareLines(step: PreparationStep): string[] {
  switch (step.type) {
    case 'scale': {
      const offset = step.offset === 0 ? '' : ` + ${pythonNumber(step.offset)}`;
      return [`x = x * ${pythonNumber(step.factor)}${offset}`];
    }
    case 'removeMean':
      return ['x = x - x.mean(dim=(1, 2, 3), keepdim=True)'];
    case 'clip':
      return [`x = x.clamp(${pythonNumber(step.low)}, ${pythonNumber(step.high)})`];
    case 'standardize':
      return [`x = (x - ${own(step.means)}) * ${own(step.scales)}`];
    case 'whiten': {
      const { height, width } = step.window;
      return [
        '# Flatten the spectrum of whole pictures, then cut out what the network looks at.',
        'x = x.permute(0, 3, 1, 2)',
        'x = x - x.mean(dim=(2, 3), keepdim=True)',
        `x = ${own(step.rows)} @ (x @ ${own(step.columns)}.t()) * ${own(step.gains)}`,
        `x = ${own(step.backRows)}[top:top + ${height}] @ x @ ${own(step.backColumns)}[left:left + ${width}].t()`,
        'x = x.permute(0, 2, 3, 1)',
      ];
    }
  }
}

/** PyTorch has the channels first; pictures are turned where that begins and ends. */
function forwardLines({ layers }: PortableModel): string[] {
  const lines: string[] = [];
  let isChannelsFirst = false;
  const turn = (wanted: boolean): void => {
    if (wanted !== isChannelsFirst) lines.push(`x = x.permute(${wanted ? '0, 3, 1, 2' : '0, 2, 3, 1'})`);
    isChannelsFirst = wanted;
  };
  for (const layer of layers) {
    const isPicture = layer.inputShape.length === 3;
    const isSpatial = ['conv2d', 'convTranspose2d', 'pool2d', 'upsample2d', 'batchNorm'].includes(layer.type);
    if (isPicture && isSpatial) turn(true);
    if (layer.type === 'reshape' && isPicture) turn(false);
    lines.push(...layerLines(layer));
  }
  if (layers.at(-1)?.outputShape.length === 3) turn(false);
  return lines;
}

const activations = {
  sigmoid: 'torch.sigmoid(x)',
  tanh: 'torch.tanh(x)',
  relu: 'F.relu(x)',
  leakyRelu: 'F.leaky_relu(x, 0.01)',
  linear: 'x',
} as const;

function layerLines(layer: PortableLayer): string[] {
  switch (layer.type) {
    case 'dense': {
      const turned = layer.transposed ? '.t()' : '';
      return [`x = F.linear(x, ${own(layer.weights)}${turned}, ${own(layer.bias)})`];
    }
    case 'conv2d':
      return convolutionLines(layer);
    case 'convTranspose2d': {
      const { crop, outputShape } = layer;
      const how = `stride=${pythonTuple(layer.stride)}, dilation=${pythonTuple(layer.dilation)}`;
      const [rows, columns] = outputShape;
      return [
        `x = F.conv_transpose2d(x, ${own(layer.weights)}.permute(0, 3, 1, 2), ${how})`,
        `below, right = ${crop.top + (rows ?? 0)} - x.shape[2], ${crop.left + (columns ?? 0)} - x.shape[3]`,
        `x = F.pad(x, (${-crop.left}, right, ${-crop.top}, below)) + ${own(layer.bias)}[:, None, None]`,
      ];
    }
    case 'pool2d': {
      const name = layer.kind === 'max' ? 'max_pool2d' : 'avg_pool2d';
      return [`x = F.${name}(x, ${pythonTuple(layer.region)}, ${pythonTuple(layer.stride)})`];
    }
    case 'batchNorm': {
      const tensors = [layer.mean, layer.variance, layer.scale, layer.shift].map(own).join(', ');
      return [`x = F.batch_norm(x, ${tensors}, eps=${pythonNumber(layer.epsilon)})`];
    }
    case 'activation':
      return [`x = ${activations[layer.activation]}`];
    case 'softmax':
      return ['x = torch.softmax(x, dim=1)'];
    case 'reshape':
      return [`x = x.reshape(${pythonTuple([-1, ...layer.shape])})`];
    case 'upsample2d': {
      const [vertical, horizontal] = layer.factor;
      return [`x = x.repeat_interleave(${vertical}, dim=2).repeat_interleave(${horizontal}, dim=3)`];
    }
    case 'dropout':
      return [`x = F.dropout(x, ${pythonNumber(layer.rate)}, self.training)`];
  }
}

function convolutionLines(layer: Extract<PortableLayer, { type: 'conv2d' }>): string[] {
  const { top, left, bottom, right } = layer.padding;
  const zeros = [left, right, top, bottom];
  const padding = zeros.some((side) => side > 0) ? [`x = F.pad(x, ${pythonTuple(zeros)})`] : [];
  const how = `stride=${pythonTuple(layer.stride)}, dilation=${pythonTuple(layer.dilation)}`;
  const filters = `${own(layer.weights)}.permute(0, 3, 1, 2)`;
  return [...padding, `x = F.conv2d(x, ${filters}, ${own(layer.bias)}, ${how})`];
}
