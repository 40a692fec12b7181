import { expect, it } from 'vitest';
import { isModelFile } from './model-files';

it('tells models and bundles from folders and pictures by their names', () => {
  const models = ['net.onnx', 'Digits.NPZ', 'a.b.safetensors', 'run 7.simplecell', 'model.json'];
  expect(models.filter(isModelFile)).toEqual(models);
  expect(['leaf.png', 'onnx', 'settings.json', 'my.simplecell.zip'].filter(isModelFile)).toEqual([]);
});
