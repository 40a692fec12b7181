/** Counts of the test runners' JSON reports; a report that is missing or says nothing counts as one failure. */
import { existsSync, readFileSync } from 'node:fs';

/** @returns {{passed: number, failed: number}} */
export function vitestCounts(file) {
  const report = read(file);
  if (!report) return { passed: 0, failed: 1 };
  // A file that does not even load has no tests in it and still has failed.
  const unloaded = report.testResults.filter(
    (one) => one.status === 'failed' && one.assertionResults.length === 0,
  );
  return { passed: report.numPassedTests, failed: report.numFailedTests + unloaded.length };
}

/** @returns {{passed: number, failed: number}} */
export function playwrightCounts(file) {
  const report = read(file);
  if (!report) return { passed: 0, failed: 1 };
  const { expected, unexpected, flaky } = report.stats;
  return { passed: expected, failed: unexpected + flaky + report.errors.length };
}

/**
 * What a runner ended with may say more than its report: an error that no test caught leaves every test passed.
 * @param {number} code exit code of the runner
 */
export function withExitCode(counts, code) {
  return code === 0 || counts.failed > 0 ? counts : { ...counts, failed: 1 };
}

function read(file) {
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
