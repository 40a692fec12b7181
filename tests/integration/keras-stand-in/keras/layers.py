"""`keras.layers`: what a model is made of, weights in the order of `set_weights`."""
import numpy as np

from . import Tensor, value


class Layer:
    def __init__(self, name=None):
        self.name = name
        self.weights = []

    def __call__(self, x):
        return Tensor(lambda inputs: self.call(value(x, inputs)).astype(np.float32), None)

    def set_weights(self, weights):
        self.weights = weights


class Dense(Layer):
    def __init__(self, units, name):
        super().__init__(name)
        self.units = units

    def call(self, x):
        kernel, bias = self.weights
        assert kernel.shape == (x.shape[-1], self.units)
        return x @ kernel + bias


class Filters(Layer):
    def __init__(self, filters, kernel_size, strides, name):
        super().__init__(name)
        self.filters = filters
        self.kernel_size = kernel_size
        self.strides = strides


class Conv2D(Filters):
    def call(self, x):
        kernel, bias = self.weights
        (height, width), (down, across) = self.kernel_size, self.strides
        assert kernel.shape == (height, width, x.shape[3], self.filters)
        rows = (x.shape[1] - height) // down + 1
        columns = (x.shape[2] - width) // across + 1
        y = np.zeros((len(x), rows, columns, self.filters))
        for r in range(height):
            for s in range(width):
                seen = x[:, r : r + (rows - 1) * down + 1 : down, s : s + (columns - 1) * across + 1 : across]
                y += seen @ kernel[r, s].astype(np.float64)
        return y + bias


class Conv2DTranspose(Filters):
    def call(self, x):
        kernel, bias = self.weights
        (height, width), (down, across) = self.kernel_size, self.strides
        assert kernel.shape == (height, width, self.filters, x.shape[3])
        rows = x.shape[1] * down + max(height - down, 0)
        columns = x.shape[2] * across + max(width - across, 0)
        y = np.zeros((len(x), rows, columns, self.filters))
        for r in range(height):
            for s in range(width):
                part = y[:, r : r + x.shape[1] * down : down, s : s + x.shape[2] * across : across]
                part += x @ kernel[r, s].T.astype(np.float64)
        return y + bias


class Pooling(Layer):
    def __init__(self, pool_size, strides, name):
        super().__init__(name)
        self.pool_size = pool_size
        self.strides = strides

    def call(self, x):
        (height, width), (down, across) = self.pool_size, self.strides
        rows = (x.shape[1] - height) // down + 1
        columns = (x.shape[2] - width) // across + 1
        y = np.zeros((len(x), rows, columns, x.shape[3]))
        for row in range(rows):
            for column in range(columns):
                top, left = row * down, column * across
                y[:, row, column] = self.pool(x[:, top : top + height, left : left + width])
        return y


class MaxPooling2D(Pooling):
    def pool(self, region):
        return region.max(axis=(1, 2))


class AveragePooling2D(Pooling):
    def pool(self, region):
        return region.mean(axis=(1, 2))


class BatchNormalization(Layer):
    def __init__(self, epsilon, name):
        super().__init__(name)
        self.epsilon = epsilon

    def call(self, x):
        gamma, beta, mean, variance = self.weights
        return (x - mean) / np.sqrt(variance + self.epsilon) * gamma + beta


class ZeroPadding2D(Layer):
    def __init__(self, padding):
        super().__init__()
        self.padding = padding

    def call(self, x):
        return np.pad(x, ((0, 0), *self.padding, (0, 0)))


class Cropping2D(Layer):
    def __init__(self, cropping):
        super().__init__()
        self.cropping = cropping

    def call(self, x):
        (top, bottom), (left, right) = self.cropping
        return x[:, top : x.shape[1] - bottom, left : x.shape[2] - right]


class Reshape(Layer):
    def __init__(self, target_shape):
        super().__init__()
        self.target_shape = target_shape

    def call(self, x):
        return x.reshape(len(x), *self.target_shape)


class UpSampling2D(Layer):
    def __init__(self, size):
        super().__init__()
        self.size = size

    def call(self, x):
        return x.repeat(self.size[0], axis=1).repeat(self.size[1], axis=2)


class Dropout(Layer):
    def __init__(self, rate):
        super().__init__()
        self.rate = rate

    def call(self, x):
        return x
