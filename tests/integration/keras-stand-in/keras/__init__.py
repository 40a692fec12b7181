"""As much of Keras 3 as exported scripts use, in numpy and in plain loops: what the documentation says, nothing of its code.

A tensor of a model that is being built is a function from the model's input to numbers."""
import numpy as np


class Tensor:
    __array_priority__ = 100

    def __init__(self, function, shape):
        self.function = function
        self.shape = shape

    def _with(self, other, operation):
        def function(inputs):
            return operation(self.function(inputs), value(other, inputs))

        return Tensor(function, self.shape)

    def __add__(self, other):
        return self._with(other, lambda a, b: a + b)

    def __sub__(self, other):
        return self._with(other, lambda a, b: a - b)

    def __mul__(self, other):
        return self._with(other, lambda a, b: a * b)


def value(x, inputs):
    return x.function(inputs) if isinstance(x, Tensor) else np.float32(x)


def Input(shape, dtype, name):
    def function(inputs):
        assert inputs.dtype == dtype and inputs.shape[1:] == tuple(shape), (inputs.dtype, inputs.shape)
        return inputs

    return Tensor(function, (None, *shape))


class Model:
    def __init__(self, inputs, outputs):
        self.outputs = outputs

    def predict(self, pictures):
        return self.outputs.function(pictures)
