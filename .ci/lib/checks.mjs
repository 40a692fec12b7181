/** The checks of `npm run check`: each an npm script of its own, run two at a time, shown only where it fails. */
import { capture, npmCommand } from './process.mjs';

export const checks = ['check:format', 'check:lint', 'check:types', 'check:boundaries', 'check:dead'];

/**
 * Runs the given checks and prints one line for each, with the output of those that fail.
 * @returns {Promise<{passed: number, failed: number}>}
 */
export async function runChecks(names) {
  const outcome = { passed: 0, failed: 0 };
  // The slow ones first, so that both workers end at about the same time.
  const slowFirst = ['check:lint', 'check:types'];
  const waiting = [...names].sort((a, b) => Number(slowFirst.includes(b)) - Number(slowFirst.includes(a)));
  const worker = async () => {
    for (let name = waiting.shift(); name; name = waiting.shift()) {
      const passed = await runOne(name);
      outcome[passed ? 'passed' : 'failed'] += 1;
    }
  };
  await Promise.all([worker(), worker()]);
  return outcome;
}

async function runOne(name) {
  const started = Date.now();
  const [command, ...leading] = npmCommand();
  const { code, stdout, stderr } = await capture(command, [...leading, 'run', '--silent', name]);
  const seconds = ((Date.now() - started) / 1000).toFixed(0);
  process.stdout.write(`${code === 0 ? '✓' : '✗'} ${name} (${seconds} s)\n`);
  if (code !== 0) process.stdout.write(`${stdout}${stderr}\n`);
  return code === 0;
}
