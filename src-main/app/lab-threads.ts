/** The threads of a lab, which are the same with a window and without one. */
import { workerBundleReader } from '../bundles/bundle-reader';
import { workerCheckpointer } from '../db/checkpointer';
import { workerCopy } from '../db/copy';
import { workerExporter } from '../export/exporter';
import { workerInspector } from '../inspect/inspector';
import type { LabOptions } from '../lab';
import { workerModels } from '../model-import/model-thread';
import { workerGradientCheck } from '../training/gradient-check';
import { workerTrainer } from '../training/trainer';
import {
  bundleWorkerEntry,
  checkpointWorkerEntry,
  copyWorkerEntry,
  exportWorkerEntry,
  importWorkerEntry,
  runWorkerEntry,
} from './resources';

export type LabThreads = Pick<
  LabOptions,
  | 'startTrainer'
  | 'checkGradients'
  | 'startInspector'
  | 'startExporter'
  | 'models'
  | 'copyDatabase'
  | 'startCheckpointer'
  | 'readBundles'
>;

/** @param kernels as `readKernels` found them */
export function labThreads(kernels: Uint8Array | null): LabThreads {
  return {
    startTrainer: workerTrainer(runWorkerEntry(), kernels),
    checkGradients: workerGradientCheck(runWorkerEntry()),
    startInspector: workerInspector(runWorkerEntry(), kernels),
    startExporter: workerExporter(exportWorkerEntry(), kernels),
    models: workerModels(importWorkerEntry(), kernels),
    copyDatabase: workerCopy(copyWorkerEntry()),
    startCheckpointer: workerCheckpointer(checkpointWorkerEntry()),
    readBundles: workerBundleReader(bundleWorkerEntry()),
  };
}
