/** Starts the built command line as a program of its own. */
import { spawn } from 'node:child_process';
import { cliEntry } from './bench-lab';

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** stdout as JSON, line by line; throws in the test where a line is none. */
  readonly events: () => Record<string, unknown>[];
}

/** @param onLine called for each line of stdout, with the way to send a signal */
export function runCli(
  args: readonly string[],
  onLine?: (line: string, kill: (signal: NodeJS.Signals) => void) => void,
): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [cliEntry, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      for (const line of text.split('\n')) if (line !== '') onLine?.(line, (signal) => child.kill(signal));
    });
    child.on('close', (code) => {
      const lines = (): string[] => stdout.split('\n').filter((line) => line !== '');
      const events = () => lines().map((line) => JSON.parse(line) as Record<string, unknown>);
      resolve({ code, stdout, stderr, events });
    });
  });
}
