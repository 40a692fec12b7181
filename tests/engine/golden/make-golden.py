"""
Makes the golden files beside this script: losses, gradients and trajectories of small networks, computed by PyTorch
in float64 from the experiment's JSON alone. Run it with Debian's python3-torch, then format what it wrote:

    /usr/bin/python3 tests/engine/golden/make-golden.py && npm run format

Nothing here knows the engine's code; what both sides agree on is written down here:

- Initial parameter number i (in the engine's order: layer by layer, weights before bias, scale before shift) is
  ((31·i² + 7919·i + 17) mod 1009 / 1009 − 0.5)·2/√fan_in for weights, with i counted within the tensor and fan_in the
  numbers one output is summed from; biases and shifts 0.2 times the first factor, scales 1 plus 0.5 times it.
- Input number i of all samples is (17·i² + 5347·i + 11) mod 997 / 997, in [0,1); the label of sample n is (7·n + 3) mod classes.
- The minibatches are the samples [0,b), [b,2b), …, over and over; step s (from 0) trains minibatch s mod count.
- Pictures are [height, width, channels] in the files; convolution weights [filters, height, width, channels], those
  of transposed convolutions [channels, height, width, filters].
- Dropout in layer l at step s drops number j of row r where word j mod 4 of Philox4x32-10 with the key [seed, 6] at the
  counter [j div 4, r, l, s] is below rate·2³².
"""
import base64
import json
import math
import os

import numpy
import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
here = os.path.dirname(os.path.abspath(__file__))

STEPS = 20
BATCHES = 3


def pattern(count):
    i = numpy.arange(count, dtype=numpy.int64)
    return torch.from_numpy(((31 * i * i + 7919 * i + 17) % 1009) / 1009 - 0.5)


def samples(count):
    i = numpy.arange(count, dtype=numpy.int64)
    return torch.from_numpy(((17 * i * i + 5347 * i + 11) % 997) / 997)


def philox(counter, key):
    """Salmon, Moraes, Dror & Shaw 2011, on plain integers."""
    c0, c1, c2, c3 = counter
    k0, k1 = key
    for _ in range(10):
        p0, p1 = 0xD2511F53 * c0, 0xCD9E8D57 * c2
        c0, c1, c2, c3 = (p1 >> 32) ^ c1 ^ k0, p1 & 0xFFFFFFFF, (p0 >> 32) ^ c3 ^ k1, p0 & 0xFFFFFFFF
        k0, k1 = (k0 + 0x9E3779B9) & 0xFFFFFFFF, (k1 + 0xBB67AE85) & 0xFFFFFFFF
    return c0, c1, c2, c3


def dropout_mask(rows, columns, rate, seed, layer, step):
    mask = torch.empty(rows, columns)
    for r in range(rows):
        for j in range(columns):
            word = philox((j // 4, r, layer, step), (seed, 6))[j % 4]
            mask[r, j] = 0.0 if word < math.floor(rate * 2**32) else 1 / (1 - rate)
    return mask


def activate(z, name):
    return {
        'sigmoid': torch.sigmoid,
        'tanh': torch.tanh,
        'relu': torch.relu,
        'leakyRelu': lambda v: F.leaky_relu(v, 0.01),
        'linear': lambda v: v,
        'softmax': lambda v: v,
    }[name](z)


def pair(value):
    return tuple(value) if isinstance(value, list) else (value, value)


def same_zeros(length, size, stride, dilation):
    """Zeros before and after, as TensorFlow pads for 'same'."""
    covered = (size - 1) * dilation + 1
    total = max((math.ceil(length / stride) - 1) * stride + covered - length, 0)
    return total // 2, total - total // 2


def window(spec):
    size, stride = pair(spec.get('kernelSize', 3)), pair(spec.get('stride', 1))
    return size, stride, spec.get('padding', 'valid'), pair(spec.get('dilation', 1))


class Network:
    """Interprets the layers of an experiment; owns parameters in the engine's layout."""

    def __init__(self, experiment, shape):
        self.layers = experiment['network']['layers']
        self.seed = experiment['seed']
        self.parameters, self.roles, self.owner, self.running = [], [], {}, {}
        for index, spec in enumerate(self.layers):
            shape = self.add(index, spec, list(shape))
        for tensor in self.parameters:
            tensor.requires_grad_(True)

    def tensor(self, index, role, shape, fan_in=1):
        values = pattern(math.prod(shape)).reshape(shape)
        if role == 'weight':
            values = values * (2 / math.sqrt(fan_in))
        elif role == 'scale':
            values = 1 + 0.5 * values
        else:
            values = 0.2 * values
        self.owner.setdefault(index, []).append(len(self.parameters))
        self.parameters.append(values.clone())
        self.roles.append(role)

    def add(self, index, spec, shape):
        kind = spec['type']
        if kind == 'dense':
            inputs = math.prod(shape)
            if 'tiedTo' not in spec:
                self.tensor(index, 'weight', (spec['units'], inputs), inputs)
            self.tensor(index, 'bias', (spec['units'],))
            return [spec['units']]
        if kind in ('conv2d', 'convTranspose2d'):
            (r, s), filters, channels = pair(spec.get('kernelSize', 3)), spec['filters'], shape[2]
            ends = (channels, filters) if kind == 'convTranspose2d' else (filters, channels)
            self.tensor(index, 'weight', (ends[0], r, s, ends[1]), r * s * channels)
            self.tensor(index, 'bias', (filters,))
        if kind == 'batchNorm':
            self.tensor(index, 'scale', (shape[-1],))
            self.tensor(index, 'shift', (shape[-1],))
            self.running[index] = (torch.zeros(shape[-1]), torch.ones(shape[-1]))
        # What a layer puts out is easiest seen by running it.
        with torch.no_grad():
            return list(self.run(index, spec, torch.zeros(2, *shape), False, 0).shape[1:])

    def of(self, index):
        return [self.parameters[place] for place in self.owner.get(index, [])]

    def run(self, index, spec, x, training, step):
        """One layer on [N, height, width, channels] or [N, numbers]."""
        kind = spec['type']
        if kind == 'dense':
            x = x.reshape(x.shape[0], -1)
            if 'tiedTo' in spec:
                return activate(x @ self.of(spec['tiedTo'])[0] + self.of(index)[0], spec['activation'])
            weights, bias = self.of(index)
            return activate(F.linear(x, weights, bias), spec['activation'])
        if kind == 'flatten':
            return x.reshape(x.shape[0], -1)
        if kind == 'reshape':
            return x.reshape(x.shape[0], *spec['shape'])
        if kind == 'activation':
            return activate(x, spec['activation'])
        if kind == 'dropout':
            if not training:
                return x
            flat = x.reshape(x.shape[0], -1)
            mask = dropout_mask(flat.shape[0], flat.shape[1], spec['rate'], self.seed, index, step)
            return (flat * mask).reshape(x.shape)
        if kind == 'batchNorm':
            mean, variance = self.running[index]
            scale, shift = self.of(index)
            planes = x.movedim(-1, 1)
            momentum, epsilon = 1 - spec.get('momentum', 0.9), spec.get('epsilon', 1e-5)
            return F.batch_norm(planes, mean, variance, scale, shift, training, momentum, epsilon).movedim(1, -1)
        x = x.permute(0, 3, 1, 2)
        if kind == 'pool2d':
            region = pair(spec['region'])
            pool = F.max_pool2d if spec['kind'] == 'max' else F.avg_pool2d
            x = pool(x, region, pair(spec.get('stride', spec['region'])))
        elif kind == 'upsample2d':
            y, z = pair(spec['factor'])
            x = x.repeat_interleave(y, 2).repeat_interleave(z, 3)
        elif kind == 'conv2d':
            weights, bias = self.of(index)
            size, stride, padding, dilation = window(spec)
            if padding == 'same':
                top, bottom = same_zeros(x.shape[2], size[0], stride[0], dilation[0])
                left, right = same_zeros(x.shape[3], size[1], stride[1], dilation[1])
                x = F.pad(x, (left, right, top, bottom))
            zeros = padding if isinstance(padding, int) else 0
            x = F.conv2d(x, weights.permute(0, 3, 1, 2), bias, stride, zeros, dilation)
            x = activate(x, spec['activation'])
        else:
            weights, bias = self.of(index)
            size, stride, padding, dilation = window(spec)
            height, width = x.shape[2] * stride[0], x.shape[3] * stride[1]
            zeros = padding if isinstance(padding, int) else 0
            kernel = weights.permute(0, 3, 1, 2)
            x = F.conv_transpose2d(x, kernel, None, stride, zeros, 0, 1, dilation)
            if padding == 'same':
                top, _ = same_zeros(height, size[0], stride[0], dilation[0])
                left, _ = same_zeros(width, size[1], stride[1], dilation[1])
                x = x[:, :, top : top + height, left : left + width]
            x = activate(x + bias[None, :, None, None], spec['activation'])
        return x.permute(0, 2, 3, 1)

    def forward(self, x, training, step):
        """All activations; the last one as logits where its loss starts from them."""
        outputs = []
        for index, spec in enumerate(self.layers):
            x = self.run(index, spec, x, training, step)
            outputs.append(x)
        return outputs


def objective(experiment, network, x, labels, training, step):
    """J = data + ridge + sparsity, as means over the minibatch."""
    terms = experiment['objective']
    layers = experiment['network']['layers']
    last = layers[-1]['activation']
    from_logits = terms['loss'] == 'crossEntropy'
    if from_logits:
        network.layers = [*layers[:-1], {**layers[-1], 'activation': 'linear'}]
    outputs = network.forward(x, training, step)
    output = outputs[-1].reshape(x.shape[0], -1)
    rows = x.shape[0]
    target = x.reshape(rows, -1) if terms['target'] == 'input' else F.one_hot(labels, output.shape[1]).double()
    if not from_logits:
        data = 0.5 * ((output - target) ** 2).sum() / rows
    elif last == 'sigmoid':
        data = F.binary_cross_entropy_with_logits(output, target, reduction='sum') / rows
    else:
        data = -(target * F.log_softmax(output, 1)).sum() / rows
    weights = [p for p, role in zip(network.parameters, network.roles) if role == 'weight']
    ridge = terms.get('weightDecay', 0) / 2 * sum((w**2).sum() for w in weights)
    sparsity = torch.zeros(())
    hidden = list(zip(layers, outputs))[:-1]
    if terms.get('sparsity'):
        rho, beta = terms['sparsity']['rho'], terms['sparsity']['beta']
        for spec, a in hidden:
            if spec['type'] != 'dense' or spec['activation'] != 'sigmoid':
                continue
            mean = a.mean(0)
            kl = rho * torch.log(rho / mean) + (1 - rho) * torch.log((1 - rho) / (1 - mean))
            sparsity = sparsity + beta * kl.sum()
    for spec, a in hidden:
        if spec.get('activation', 'linear') != 'linear':
            sparsity = sparsity + terms.get('activityL1', 0) * a.abs().sum() / rows
    return data + ridge + sparsity


def optimizer_of(spec, network):
    weights = [p for p, role in zip(network.parameters, network.roles) if role == 'weight']
    others = [p for p, role in zip(network.parameters, network.roles) if role != 'weight']
    rate = spec['learningRate']
    every = network.parameters
    if spec['type'] == 'sgd':
        nesterov = spec.get('nesterov', False)
        return torch.optim.SGD(every, lr=rate, momentum=spec.get('momentum', 0), nesterov=nesterov)
    if spec['type'] == 'rmsprop':
        return torch.optim.RMSprop(every, lr=rate, alpha=spec['rho'], eps=spec['epsilon'])
    if spec['type'] == 'adam':
        return torch.optim.Adam(every, lr=rate, betas=(spec['beta1'], spec['beta2']), eps=spec['epsilon'])
    groups = [{'params': weights, 'weight_decay': spec['weightDecay']}, {'params': others, 'weight_decay': 0}]
    return torch.optim.AdamW(groups, lr=rate, betas=(spec['beta1'], spec['beta2']), eps=spec['epsilon'])


def limit_norms(network, limit):
    """Max-norm over the incoming weights of each unit; transposed convolutions hold their units last."""
    for index, spec in enumerate(network.layers):
        for place in network.owner.get(index, []):
            if network.roles[place] != 'weight':
                continue
            w = network.parameters[place]
            axes = tuple(range(w.dim() - 1)) if spec['type'] == 'convTranspose2d' else tuple(range(1, w.dim()))
            norms = (w.detach() ** 2).sum(axes, keepdim=True).sqrt()
            w.data.mul_(torch.where(norms > limit, limit / norms, torch.ones_like(norms)))


def packed(tensors):
    flat = torch.cat([t.detach().reshape(-1) for t in tensors]) if tensors else torch.zeros(0)
    return base64.b64encode(flat.numpy().astype('<f8').tobytes()).decode()


def make(name, shape, batch, layers, objective_spec, optimizer):
    experiment = {
        'version': 1,
        'name': name,
        'seed': 20_240_229,
        'data': {'dataset': 'golden', 'mode': 'images'},
        'network': {'layers': layers},
        'objective': objective_spec,
        'optimizer': optimizer,
        'training': {'epochs': 1, 'batchSize': batch},
    }
    network = Network(experiment, shape)
    count = BATCHES * batch
    x = samples(count * math.prod(shape)).reshape(count, *shape)
    classes = layers[-1].get('units', 1)
    labels = torch.tensor([(7 * n + 3) % classes for n in range(count)])
    descent = optimizer_of(optimizer, network)
    losses, gradient = [], None
    for step in range(STEPS):
        first = (step % BATCHES) * batch
        descent.zero_grad()
        loss = objective(experiment, network, x[first : first + batch], labels[first : first + batch], True, step)
        loss.backward()
        if step == 0:
            gradient = packed([p.grad for p in network.parameters])
        losses.append(loss.item())
        descent.step()
        if 'maxNorm' in objective_spec:
            limit_norms(network, objective_spec['maxNorm'])
    with torch.no_grad():
        asked = objective(experiment, network, x[:batch], labels[:batch], False, 0).item()
    golden = {
        'about': 'Made by make-golden.py; numbers of tensors are base64 of little-endian float64.',
        'inputShape': list(shape),
        'experiment': experiment,
        'losses': losses,
        'askedLoss': asked,
        'gradient': gradient,
        'parameters': packed(network.parameters),
        'layerState': packed([t for pair_ in network.running.values() for t in pair_]),
    }
    path = os.path.join(here, name + '.json')
    with open(path, 'w') as file:
        json.dump(golden, file, indent=1)
        file.write('\n')
    print(f'{name}: {sum(p.numel() for p in network.parameters)} parameters, J {losses[0]:.6f} -> {losses[-1]:.6f}')


def dense(units, activation, **more):
    return {'type': 'dense', 'units': units, 'activation': activation, **more}


def conv(filters, activation, kind='conv2d', **more):
    return {'type': kind, 'filters': filters, 'activation': activation, **more}


labels_ce = {'target': 'labels', 'loss': 'crossEntropy'}
input_se = {'target': 'input', 'loss': 'squaredError'}
momentum = {'type': 'sgd', 'learningRate': 0.05, 'momentum': 0.9}
adam = {'type': 'adam', 'learningRate': 0.01, 'beta1': 0.9, 'beta2': 0.999, 'epsilon': 1e-8}
flatten = {'type': 'flatten'}

make(
    'softmax-classifier', (5, 4, 1), 6,
    [dense(4, 'softmax')],
    {**labels_ce, 'weightDecay': 0.01},
    {'type': 'sgd', 'learningRate': 0.3},
)
make(
    'dense-classifier', (4, 4, 2), 7,
    [flatten, dense(13, 'relu'), dense(9, 'tanh'), dense(5, 'linear')],
    {**labels_ce, 'weightDecay': 0.001},
    momentum,
)
make(
    'sparse-autoencoder', (5, 5, 1), 9,
    [dense(12, 'sigmoid'), dense(25, 'sigmoid')],
    {**input_se, 'weightDecay': 0.0001, 'sparsity': {'rho': 0.05, 'beta': 3}},
    adam,
)
make(
    'tanh-autoencoder', (4, 5, 1), 6,
    [dense(11, 'tanh'), dense(7, 'tanh'), dense(20, 'linear')],
    {**input_se, 'activityL1': 0.02},
    adam,
)
make(
    'convnet-max-pool', (9, 8, 1), 5,
    [
        conv(4, 'relu', padding='same'),
        {'type': 'pool2d', 'kind': 'max', 'region': 2},
        conv(5, 'tanh', kernelSize=[2, 3]),
        {'type': 'pool2d', 'kind': 'max', 'region': [2, 2], 'stride': 1},
        flatten,
        dense(4, 'softmax'),
    ],
    {**labels_ce, 'weightDecay': 0.002},
    momentum,
)
make(
    'convnet-mean-pool', (11, 10, 3), 4,
    [
        conv(4, 'sigmoid', kernelSize=3, stride=[2, 1], padding=2, dilation=[1, 2]),
        {'type': 'pool2d', 'kind': 'mean', 'region': 3, 'stride': [2, 1]},
        conv(6, 'tanh', kernelSize=[2, 3], stride=2, padding='same'),
        conv(3, 'linear', kernelSize=1),
        {'type': 'activation', 'activation': 'relu'},
        dense(3, 'softmax'),
    ],
    labels_ce,
    adam,
)
make(
    'convnet-batch-norm', (6, 7, 2), 5,
    [
        conv(4, 'linear', kernelSize=3),
        {'type': 'batchNorm', 'momentum': 0.8, 'epsilon': 0.001},
        {'type': 'activation', 'activation': 'relu'},
        {'type': 'pool2d', 'kind': 'max', 'region': 2},
        dense(8, 'linear'),
        {'type': 'batchNorm'},
        {'type': 'activation', 'activation': 'sigmoid'},
        dense(3, 'softmax'),
    ],
    {**labels_ce, 'weightDecay': 0.003},
    momentum,
)
make(
    'convolutional-autoencoder', (8, 6, 2), 4,
    [
        conv(5, 'tanh', kernelSize=3, stride=2, padding='same'),
        {'type': 'pool2d', 'kind': 'mean', 'region': [2, 1]},
        {'type': 'upsample2d', 'factor': [2, 1]},
        conv(4, 'leakyRelu', 'convTranspose2d', kernelSize=3, stride=2, padding='same'),
        conv(3, 'tanh', 'convTranspose2d', kernelSize=[3, 2]),
        conv(2, 'sigmoid', kernelSize=[3, 2]),
    ],
    {'target': 'input', 'loss': 'crossEntropy', 'weightDecay': 0.0005},
    adam,
)
make(
    'tied-autoencoder', (4, 6, 1), 6,
    [dense(10, 'sigmoid'), dense(6, 'tanh'), dense(10, 'tanh', tiedTo=1), dense(24, 'sigmoid', tiedTo=0)],
    {**input_se, 'weightDecay': 0.01},
    {'type': 'sgd', 'learningRate': 0.02, 'momentum': 0.9, 'nesterov': True},
)
make(
    'leaky-relu-rmsprop', (5, 5, 1), 6,
    [dense(14, 'leakyRelu'), dense(9, 'leakyRelu'), dense(4, 'sigmoid')],
    labels_ce,
    {'type': 'rmsprop', 'learningRate': 0.003, 'rho': 0.9, 'epsilon': 1e-6},
)
make(
    'dropout-max-norm', (6, 6, 1), 5,
    [
        conv(4, 'relu', kernelSize=3),
        {'type': 'dropout', 'rate': 0.25},
        {'type': 'reshape', 'shape': [8, 2, 4]},
        conv(3, 'tanh', 'convTranspose2d', kernelSize=2),
        {'type': 'dropout', 'rate': 0.5},
        dense(4, 'softmax'),
    ],
    {**labels_ce, 'maxNorm': 0.9},
    {'type': 'adamw', 'learningRate': 0.01, 'beta1': 0.9, 'beta2': 0.99, 'epsilon': 1e-8, 'weightDecay': 0.1},
)
