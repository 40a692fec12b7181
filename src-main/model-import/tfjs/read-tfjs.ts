/** TensorFlow.js layers models: those of Keras and of tfjs as they are, our own with all that their description knows. */
import { z } from 'zod';
import { configKey } from '../../formats/model-config';
import { tfjs } from '../../export/write-tfjs';
import type { ModelReader } from '../model-format';
import { readOwn } from '../own-description';
import { readArtifacts, type TfjsArtifacts } from './artifacts';
import { readChain } from './chain';
import { convertChain } from './convert-chain';
import { ownTensors } from './own-tensors';

export const readTfjs: ModelReader = (source) => {
  const artifacts = readArtifacts(source);
  const own = readOwn(
    descriptionIn(artifacts),
    (described) => ownTensors(described, artifacts.tensors),
    (model) => {
      const [written] = tfjs.write(model, '');
      const again = JSON.parse(new TextDecoder().decode(written?.bytes)) as {
        readonly modelTopology: unknown;
      };
      return JSON.stringify(again.modelTopology) === JSON.stringify(artifacts.topology);
    },
  );
  const model = own ?? convertChain(readChain(artifacts.topology), artifacts.tensors);
  return { model, bytes: artifacts.bytes };
};

function descriptionIn({ metadata }: TfjsArtifacts): string | undefined {
  const found = z.object({ [configKey]: z.record(z.string(), z.unknown()) }).safeParse(metadata);
  return found.success ? JSON.stringify(found.data[configKey]) : undefined;
}
