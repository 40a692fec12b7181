/** Checks gradients in a worker of its own, so that nothing waits for the arithmetic. */
import { Worker } from 'node:worker_threads';
import type {
  Experiment,
  GradientCheck,
  GradientCheckAnswer,
  GradientCheckOrder,
  PackedPictures,
} from '../../src-engine';
import { AppError } from '../contract/errors';

export type CheckGradients = (experiment: Experiment, pictures: PackedPictures) => Promise<GradientCheck>;

/** A check that grows too large ends with a reason, and the app goes on. */
const resourceLimits = { maxOldGenerationSizeMb: 4096 };

/**
 * @param entry the built worker
 * @returns rejects with AppError('engine') where the experiment does not fit its pictures or the worker dies
 */
export function workerGradientCheck(entry: URL): CheckGradients {
  return (check, pictures) => {
    const workerData: GradientCheckOrder = { check, pictures };
    const worker = new Worker(entry, { workerData, resourceLimits });
    return new Promise((settle, refuse) => {
      worker.once('message', (answer: GradientCheckAnswer) => {
        if (answer.type === 'gradientCheck') settle(answer.result);
        else {
          const { message, field } = answer.error;
          refuse(new AppError('engine', message, field === undefined ? {} : { field }));
        }
      });
      const died = (reason: string, cause?: unknown): void =>
        refuse(
          new AppError(
            'engine',
            `The gradient check ended without a result (${reason}). Try a smaller network.`,
            { cause },
          ),
        );
      worker.once('error', (error: unknown) =>
        died(error instanceof Error ? error.message : String(error), error),
      );
      worker.once('exit', (code) => died(`exit code ${code}`));
    });
  };
}
