/** TensorFlow.js with its WebAssembly backend as a measured program: `tfjs.js FOLDER`. It cannot train convolutions. */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-wasm';
// Brings the gradients, which the core keeps apart.
import '@tensorflow/tfjs-layers';
import { comparedSteps } from './losses';
import { readTask, serve } from './side';
import type { Task } from './side';

type LossOf = (x: tf.Tensor2D, labels: tf.Tensor1D) => tf.Scalar;

interface Network {
  readonly parameters: tf.Variable[];
  readonly lossOf: LossOf;
}

await tf.setBackend('wasm');
await tf.ready();
const task = readTask(process.argv[2] ?? '');
if (task.workload.startsWith('GEMM')) await multiply(task);
else await train(task);

/** Two dense layers' parameters from the engine's weights. */
function dense({ weights, features }: Task, hidden: number, outputs: number): tf.Variable[] {
  let used = 0;
  return [[hidden, features], [hidden], [outputs, hidden], [outputs]].map((shape) => {
    const count = shape.reduce((product, size) => product * size, 1);
    const values = weights.slice(used, used + count);
    used += count;
    return tf.variable(tf.tensor(values, shape));
  });
}

function classifier(from: Task): Network {
  const parameters = dense(from, 128, 10);
  const [w1, b1, w2, b2] = parameters;
  return {
    parameters,
    lossOf(x, labels) {
      const hidden = tf.relu(tf.add(tf.matMul(x, w1 as tf.Tensor2D, false, true), b1));
      const logits = tf.add(tf.matMul(hidden as tf.Tensor2D, w2 as tf.Tensor2D, false, true), b2);
      return tf.losses.softmaxCrossEntropy(tf.oneHot(labels, 10), logits);
    },
  };
}

function autoencoder(from: Task): Network {
  const parameters = dense(from, 100, 100);
  const [w1, b1, w2, b2] = parameters;
  const [rho, beta, decay] = [0.01, 3, 0.0001];
  return {
    parameters,
    lossOf(x) {
      const hidden = tf.sigmoid(tf.add(tf.matMul(x, w1 as tf.Tensor2D, false, true), b1));
      const output = tf.sigmoid(tf.add(tf.matMul(hidden as tf.Tensor2D, w2 as tf.Tensor2D, false, true), b2));
      const data = tf.mul(tf.mean(tf.sum(tf.square(tf.sub(output, x)), 1)), 0.5);
      const mean = tf.mean(hidden, 0);
      const on = tf.mul(tf.log(tf.div(rho, mean)), rho);
      const off = tf.mul(tf.log(tf.div(1 - rho, tf.sub(1, mean))), 1 - rho);
      const sparsity = tf.mul(tf.sum(tf.add(on, off)), beta);
      const squares = tf.add(tf.sum(tf.square(w1)), tf.sum(tf.square(w2)));
      return tf.addN([data, sparsity, tf.mul(squares, decay / 2)]) as tf.Scalar;
    },
  };
}

/** Minibatch after minibatch in the engine's first order, over and over. */
function trainer(from: Task): () => { rows: number; loss: tf.Scalar } {
  const build = from.workload.startsWith('W1') ? classifier : autoencoder;
  const { parameters, lossOf } = build(from);
  const optimizer = from.workload.endsWith('adam') ? tf.train.adam(0.001) : tf.train.momentum(0.01, 0.9);
  const inputs = tf.tensor2d(from.inputs, [from.sampleCount, from.features]);
  const labels = tf.tensor1d(from.labels, 'int32');
  let at = 0;
  return () => {
    const chosen = from.order.subarray(at, at + from.batchSize);
    at = (at + from.batchSize) % from.order.length;
    const loss = tf.tidy((): tf.Scalar => {
      const rows = tf.tensor1d(chosen, 'int32');
      // Where a minibatch holds all samples, nobody would gather them anew.
      const holdsAll = from.batchSize >= from.sampleCount;
      const x = holdsAll ? inputs : tf.gather(inputs, rows);
      const y = holdsAll ? labels : tf.gather(labels, rows);
      const value = optimizer.minimize(() => lossOf(x, y), true, parameters);
      if (value === null) throw new Error('The optimiser gave no loss.');
      return value;
    });
    return { rows: chosen.length, loss };
  };
}

async function train(from: Task): Promise<void> {
  const compared = trainer(from);
  const losses = Array.from({ length: comparedSteps }, () => compared().loss.dataSync()[0]);
  const step = trainer(from);
  await serve({ losses, note: `TensorFlow.js ${tf.version_core}` }, () => {
    const { rows, loss } = step();
    // Waits for the result, as a program that shows its loss would.
    loss.dataSync();
    loss.dispose();
    return rows;
  });
}

async function multiply({ features: size, weights, inputs }: Task): Promise<void> {
  const a = tf.tensor2d(weights, [size, size]);
  const b = tf.tensor2d(inputs, [size, size]);
  let sum = 0;
  for (const value of tf.matMul(a, b).dataSync()) sum += value;
  await serve({ losses: [sum], note: `TensorFlow.js ${tf.version_core}` }, () => {
    const c = tf.matMul(a, b);
    c.dataSync();
    c.dispose();
    return (2 * size ** 3) / 1e9;
  });
}
