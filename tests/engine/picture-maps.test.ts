/** Maps of one picture are what the network computes: asked as it was trained, or patch by patch where it slides. */
import { describe, expect, it } from 'vitest';
import { mapsOfPicture } from '../../src-engine/explore/picture-maps';
import { TrainedNetwork } from '../../src-engine/inspect/trained-network';
import { trainedExample, type PortableName, type TrainedExample } from './portable-networks';

function question(example: TrainedExample, picture: number, layer: number) {
  const { experiment, pictures, samples, checkpoint } = example;
  const { height, width, channels, pixels } = pictures;
  const size = height * width * channels;
  const own = pixels.subarray(picture * size, (picture + 1) * size);
  return {
    source: { experiment, sampleShape: samples.shape, classCount: pictures.classNames.length, checkpoint },
    preprocessing: samples.preprocessing,
    whiteningScale: samples.whiteningScale,
    layer,
    picture: { height, width, channels, values: Float32Array.from(own, (pixel) => pixel / 255) },
    kernelsWasm: null,
  };
}

function activationsOf(
  { samples }: TrainedExample,
  network: TrainedNetwork,
  sample: number,
  layer: number,
): Float32Array {
  const { features } = network;
  network.forward(samples.inputs.subarray(sample * features, (sample + 1) * features), 1, layer);
  return Float32Array.from(network.activations(layer));
}

describe('a network of whole pictures', () => {
  it('makes the maps that it makes of the same picture among its samples', () => {
    const example = trainedExample('convolutional');
    const network = new TrainedNetwork(question(example, 0, 0).source, { kernelsWasm: null, rows: 1 });
    for (const layer of [0, 3, 4]) {
      const maps = mapsOfPicture(question(example, 5, layer));
      expect([maps.height, maps.width, maps.channels]).toEqual(network.outputShape(layer));
      expect(maps.values).toEqual(activationsOf(example, network, 5, layer));
    }
  });

  it('has no maps where a layer makes none', () => {
    expect(() => mapsOfPicture(question(trainedExample('convolutional'), 0, 7))).toThrow('makes no maps');
  });
});

describe('a network of patches', () => {
  it.each<PortableName>(['tied weights', 'sparse autoencoder with whitening'])(
    'of %s answers at every place as it answers the patch there',
    (name) => {
      const example = trainedExample(name);
      const { places, shape } = example.samples;
      const network = new TrainedNetwork(question(example, 0, 0).source, { kernelsWasm: null, rows: 1 });
      const picture = places.picture[0];
      const maps = mapsOfPicture(question(example, picture, 0));
      expect(maps.height).toBe(example.pictures.height - shape[0] + 1);
      places.picture.forEach((from, sample) => {
        if (from !== picture) return;
        const at = (places.top[sample] * maps.width + places.left[sample]) * maps.channels;
        const expected = activationsOf(example, network, sample, 0);
        expected.forEach((value, unit) => expect(maps.values[at + unit]).toBeCloseTo(value, 5));
      });
    },
  );

  it('slides its first filters alone', () => {
    expect(() => mapsOfPicture(question(trainedExample('tied weights'), 0, 1))).toThrow('those of layer 1');
  });
});
