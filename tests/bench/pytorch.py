"""PyTorch and OpenBLAS as measured programs: `python3 pytorch.py FOLDER THREADS`; the protocol is that of side.ts."""

import json
import sys
import time
from pathlib import Path

import numpy
import torch
from torch.nn import functional

COMPARED_STEPS = 5

folder = Path(sys.argv[1])
torch.set_num_threads(int(sys.argv[2]))
task = json.loads((folder / "task.json").read_text())
batch = task["batchSize"]
weights = numpy.fromfile(folder / "weights.f32", dtype=numpy.float32)
inputs = numpy.fromfile(folder / "inputs.f32", dtype=numpy.float32).reshape(-1, task["features"])
labels = torch.from_numpy(numpy.fromfile(folder / "labels.i32", dtype=numpy.int32).astype(numpy.int64))
order = torch.from_numpy(numpy.fromfile(folder / "order.i32", dtype=numpy.int32).astype(numpy.int64))


def serve(losses, note, work):
    """Each line of standard input is a duration in ms, each answer the amount of work per second."""
    print(json.dumps({"losses": losses, "note": note}), flush=True)
    for line in sys.stdin:
        duration = float(line) / 1000
        start = time.perf_counter()
        amount = 0
        elapsed = 0
        while elapsed < duration:
            amount += work()
            elapsed = time.perf_counter() - start
        print(json.dumps({"rate": amount / elapsed}), flush=True)


def take(*shapes):
    """Parameters of the given shapes, from the engine's weights in their order."""
    used = 0
    result = []
    for shape in shapes:
        count = int(numpy.prod(shape))
        result.append(torch.from_numpy(weights[used : used + count].reshape(shape).copy()))
        used += count
    assert used == len(weights)
    return result


def classifier():
    w1, b1, w2, b2 = take((128, 784), (128,), (10, 128), (10,))

    def loss(x, y, _training):
        return functional.cross_entropy(functional.linear(functional.linear(x, w1, b1).relu(), w2, b2), y)

    return [w1, b1, w2, b2], loss, torch.from_numpy(inputs)


def autoencoder():
    w1, b1, w2, b2 = take((100, 100), (100,), (100, 100), (100,))
    rho, beta, decay = 0.01, 3.0, 0.0001

    def loss(x, _y, _training):
        hidden = functional.linear(x, w1, b1).sigmoid()
        output = functional.linear(hidden, w2, b2).sigmoid()
        mean = hidden.mean(0)
        kl = rho * torch.log(rho / mean) + (1 - rho) * torch.log((1 - rho) / (1 - mean))
        data = 0.5 * ((output - x) ** 2).sum(1).mean()
        return data + 0.5 * decay * ((w1**2).sum() + (w2**2).sum()) + beta * kl.sum()

    return [w1, b1, w2, b2], loss, torch.from_numpy(inputs)


def convnet():
    k1, c1, k2, c2, w1, b1, w2, b2 = take(
        (32, 3, 3, 1), (32,), (64, 3, 3, 32), (64,), (128, 5, 5, 64), (128,), (10, 128), (10,)
    )
    # The engine keeps channels last, PyTorch first.
    k1 = k1.permute(0, 3, 1, 2).contiguous()
    k2 = k2.permute(0, 3, 1, 2).contiguous()
    w1 = w1.permute(0, 3, 1, 2).reshape(128, -1).contiguous()

    def loss(x, y, training):
        x = functional.max_pool2d(functional.conv2d(x, k1, c1).relu(), 2)
        x = functional.max_pool2d(functional.conv2d(x, k2, c2).relu(), 2)
        x = functional.linear(x.flatten(1), w1, b1).relu()
        x = functional.dropout(x, 0.5, training)
        return functional.cross_entropy(functional.linear(x, w2, b2), y)

    return [k1, c1, k2, c2, w1, b1, w2, b2], loss, torch.from_numpy(inputs).reshape(-1, 1, 28, 28)


def train(build, uses_adam):
    """Minibatch after minibatch in the engine's first order, over and over."""

    def start(training):
        parameters, loss_of, samples = build()
        for parameter in parameters:
            parameter.requires_grad_()
        if uses_adam:
            optimizer = torch.optim.Adam(parameters, lr=0.001)
        else:
            optimizer = torch.optim.SGD(parameters, lr=0.01, momentum=0.9)
        at = 0

        def step():
            nonlocal at
            rows = order[at : at + batch]
            at = (at + batch) % len(order)
            optimizer.zero_grad(set_to_none=True)
            # Where a minibatch holds all samples, nobody would gather them anew.
            x, y = (samples, labels) if batch >= len(order) else (samples[rows], labels[rows])
            loss = loss_of(x, y, training)
            loss.backward()
            optimizer.step()
            return loss, len(rows)

        return step

    compared = start(False)
    losses = [compared()[0].item() for _ in range(COMPARED_STEPS)]
    step = start(True)
    serve(losses, f"PyTorch {torch.__version__}", lambda: step()[1])


def multiply():
    """numpy's matrix product is OpenBLAS on Debian; OPENBLAS_NUM_THREADS is set by the caller."""
    size = task["features"]
    a = weights.reshape(size, size)
    out = numpy.empty((size, size), dtype=numpy.float32)

    def product():
        numpy.matmul(a, inputs, out=out)
        return 2 * size**3 / 1e9

    product()
    serve([float(out.sum(dtype=numpy.float64))], f"numpy {numpy.__version__}", product)


name = task["workload"]
if name == "GEMM-512":
    multiply()
elif name == "W3":
    train(convnet, True)
else:
    train(classifier if name.startswith("W1") else autoencoder, name.endswith("adam"))
