/** Every format a model can be exported to. */
import type { ModelFormatId } from '../contract/exports';
import type { ExportFormat } from './export-format';
import { keras } from './write-keras';
import { npz } from './write-npz';
import { onnx } from './write-onnx';
import { pytorch } from './write-pytorch';
import { safetensors } from './write-safetensors';
import { tfjs } from './write-tfjs';

export const exportFormats: Readonly<Record<ModelFormatId, ExportFormat>> = {
  onnx,
  tfjs,
  safetensors,
  npz,
  pytorch,
  keras,
};
