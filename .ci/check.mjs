/** `npm run check`: format, lint, types, import boundaries, dead code; what to run before a commit. */
import { onCurrentNode } from './bootstrap.mjs';
import { checks, runChecks } from './lib/checks.mjs';

await onCurrentNode(import.meta.url, async () => {
  const { passed, failed } = await runChecks(checks);
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  return failed > 0 ? 1 : 0;
});
