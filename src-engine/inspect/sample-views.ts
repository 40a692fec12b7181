/** Samples as the network sees them, whole or in part, with the place of the picture they come from. */
import { EngineError } from '../errors';
import type { PreparedSamples } from '../data/prepare-samples';
import type { SampleView } from '../worker/inspect-protocol';
import type { Region } from './receptive-field';

/**
 * @param part of the sample, in its own places; all of it where nothing is said
 * @throws EngineError('config') where there is no such sample
 */
export function viewSample(samples: PreparedSamples, sample: number, part?: Region): SampleView {
  if (sample >= samples.count) {
    throw new EngineError('config', `Expected a sample below ${samples.count}, got ${sample}.`, {
      field: 'samples',
    });
  }
  const [height, width, channels] = samples.shape;
  const { top, left, ...size } = part ?? { top: 0, left: 0, height, width };
  const { places } = samples;
  const row = size.width * channels;
  const values = new Float32Array(size.height * row);
  for (let y = 0; y < size.height; y += 1) {
    const from = ((sample * height + top + y) * width + left) * channels;
    values.set(samples.inputs.subarray(from, from + row), y * row);
  }
  const region = { top: places.top[sample] + top, left: places.left[sample] + left, ...size };
  return { sample, picture: places.picture[sample], region, label: samples.labels[sample], values };
}
