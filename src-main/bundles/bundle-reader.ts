/** Starts the thread that reads bundles, one for each job; knows nothing of the lab. */
import { askThread } from '../threads/one-answer';
import type { BundledItem } from './bundle-format';
import type { BundleAnswers, BundleItemsMessage, BundleOrder } from './bundle-protocol';

/** Rejects with AppError as the thread says, 'engine' where it died, or with what `take` throws. */
export type ReadBundles = <J extends BundleOrder['job']>(
  order: Extract<BundleOrder, { readonly job: J }>,
  take?: (items: readonly BundledItem[]) => void,
) => Promise<BundleAnswers[J]>;

/** @param entry the built worker */
export function workerBundleReader(entry: URL): ReadBundles {
  return <J extends BundleOrder['job']>(
    order: Extract<BundleOrder, { readonly job: J }>,
    take: (items: readonly BundledItem[]) => void = () => undefined,
  ) =>
    askThread<BundleAnswers[J], BundleItemsMessage>({
      entry,
      workerData: order,
      mostMegabytes: 2048,
      meanwhile: ({ items }) => take(items),
      died: (why) => `The bundle could not be read: its reader ended (${why}).`,
      ended: 'The bundle is not read any more.',
    }).answer;
}
