/**
 * `npm test`: set-up, checks, unit and integration tests, end-to-end tests of the app and of the packaged app.
 * A stage that fails does not stop the next one; the last line counts everything.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { onCurrentNode } from './bootstrap.mjs';
import { checks, runChecks } from './lib/checks.mjs';
import { root } from './lib/paths.mjs';
import { playwrightCommand } from './lib/playwright.mjs';
import { passThrough } from './lib/process.mjs';
import { playwrightCounts, vitestCounts, withExitCode } from './lib/reports.mjs';
import { vitestCommand } from './lib/vitest.mjs';

const results = join(root, 'test-results');
const reportOf = (name) => join(results, `${name}.json`);

/** A stage of set-up counts as one test: nobody may read a total that hides its failure. */
async function attempt(title, task) {
  try {
    await task();
    return { passed: 1, failed: 0 };
  } catch (error) {
    process.stdout.write(`✗ ${title}: ${error.message}\n`);
    return { passed: 0, failed: 1 };
  }
}

async function setUp() {
  const { setUpApp } = await import('./setup.mjs');
  await setUpApp();
  const { numpy } = await import('./steps/numpy.mjs');
  await numpy();
}

async function pack() {
  const { pack: packApp } = await import('./steps/pack.mjs');
  await packApp({ installers: false, e2e: true });
}

async function unit() {
  const reports = ['--reporter=dot', '--reporter=json', `--outputFile.json=${reportOf('unit')}`];
  const [command, ...args] = vitestCommand(reports);
  const code = await passThrough(command, args);
  return withExitCode(vitestCounts(reportOf('unit')), code);
}

async function endToEnd(project) {
  const [command, ...args] = await playwrightCommand([`--project=${project}`]);
  const env = { ...process.env, SIMPLECELL_E2E_REPORT: reportOf(`e2e-${project}`) };
  const code = await passThrough(command, args, { env });
  return withExitCode(playwrightCounts(reportOf(`e2e-${project}`)), code);
}

const stages = [
  ['Set-up', () => attempt('set-up', setUp)],
  // Boundaries are tests under tests/architecture and run with the unit tests.
  ['Checks', () => runChecks(checks.filter((name) => name !== 'check:boundaries'))],
  ['Unit and integration tests', unit],
  ['End-to-end tests', () => endToEnd('app')],
  ['Packing', () => attempt('packing', pack)],
  ['End-to-end tests of the packaged app', () => endToEnd('packaged')],
];

await onCurrentNode(import.meta.url, async () => {
  rmSync(results, { recursive: true, force: true });
  const total = { passed: 0, failed: 0 };
  for (const [title, run] of stages) {
    process.stdout.write(`\n── ${title}\n`);
    const started = Date.now();
    const { passed, failed } = await run().catch((error) => {
      process.stdout.write(`✗ ${error.message}\n`);
      return { passed: 0, failed: 1 };
    });
    total.passed += passed;
    total.failed += failed;
    const seconds = ((Date.now() - started) / 1000).toFixed(0);
    process.stdout.write(`${title}: ${passed} passed, ${failed} failed (${seconds} s)\n`);
  }
  process.stdout.write(`\n${total.passed} passed, ${total.failed} failed\n`);
  return total.failed > 0 || total.passed === 0 ? 1 : 0;
});
