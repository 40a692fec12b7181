/** Handlers of bundles that arrived from outside the page. */
import type { Arrivals } from '../app/arrivals';
import type { bundles } from '../contract/bundles';
import type { Handlers } from '../contract/define';

export function bundleHandlers(arrivals: Arrivals): Handlers<typeof bundles> {
  return { arrivals: () => arrivals.take() };
}
