/** The short ones of the reference experiments, so that no change loses their figures unseen. */
import { expect, test } from 'vitest';
import { learnEdges } from '../reference/edges';
import { softmaxMnist } from '../reference/softmax-mnist';
import { simdBytes } from './simd-bytes';

const machine = { wasm: simdBytes(), options: {} };
const patienceMs = 180_000;

test(
  `${softmaxMnist.title}: ${softmaxMnist.expected}`,
  () => {
    expect(softmaxMnist.run(machine)).toMatchObject({ passed: true });
  },
  patienceMs,
);

test(
  "UFLDL's sparse autoencoder finds oriented edges in the generated pictures within 200 L-BFGS iterations",
  () => {
    // Half of the reference experiment, which reaches 0.57 and 93 %.
    const least = { medianSelectivity: 0.38, orientedShare: 0.8 };
    expect(learnEdges(machine, 200, least)).toMatchObject({ passed: true });
  },
  patienceMs,
);
