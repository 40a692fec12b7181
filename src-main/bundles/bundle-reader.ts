/** Starts the thread that reads bundles, one for each job, and waits for its answer; knows nothing of the lab. */
import { Worker } from 'node:worker_threads';
import { AppError } from '../contract/errors';
import type { BundledItem } from './bundle-format';
import type { BundleAnswers, BundleMessage, BundleOrder } from './bundle-protocol';

/** Rejects with AppError as the thread says, or 'engine' where it died. */
export type ReadBundles = <J extends BundleOrder['job']>(
  order: Extract<BundleOrder, { readonly job: J }>,
  take?: (items: readonly BundledItem[]) => void,
) => Promise<BundleAnswers[J]>;

/** A file that unpacks to more than it should ends the thread, and the app goes on. */
const resourceLimits = { maxOldGenerationSizeMb: 2048 };

/** @param entry the built worker */
export function workerBundleReader(entry: URL): ReadBundles {
  return <J extends BundleOrder['job']>(
    order: Extract<BundleOrder, { readonly job: J }>,
    take: (items: readonly BundledItem[]) => void = () => undefined,
  ) => {
    const worker = new Worker(entry, { workerData: order, resourceLimits });
    return new Promise<BundleAnswers[J]>((settle, refuse) => {
      let reason: string | null = null;
      const fail = (error: unknown): void => {
        refuse(error instanceof Error ? error : new Error(String(error)));
        void worker.terminate();
      };
      worker.on('message', (message: BundleMessage) => {
        try {
          if (message.type === 'items') take(message.items);
          // The thread answers the job that it was given.
          else if (message.type === 'done') settle(message.answer as BundleAnswers[J]);
          else refuse(new AppError(message.error.kind, message.error.message));
        } catch (error) {
          fail(error);
        }
      });
      worker.on('error', (error: unknown) => {
        reason = error instanceof Error ? error.message : String(error);
      });
      worker.on('exit', (code) => {
        const why = reason ?? `exit code ${code}`;
        refuse(new AppError('engine', `The bundle could not be read: its reader ended (${why}).`));
      });
    });
  };
}
