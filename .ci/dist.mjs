/**
 * `npm run dist`: packs the app for this platform, unpacked; `--installers` makes installers too (they need tools that
 * are downloaded); `--e2e` leaves the one fuse on that Playwright needs.
 */
import { onCurrentNode } from './bootstrap.mjs';

await onCurrentNode(import.meta.url, async () => {
  const { pack } = await import('./steps/pack.mjs');
  await pack({ installers: process.argv.includes('--installers'), e2e: process.argv.includes('--e2e') });
});
