/** One command of the real command line in a process of its own, which is let live to its end or killed at a chosen moment. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface Moment {
  /** Lines on stdout that count, to be seen first. */
  readonly lines: number;
  /** And so much longer. */
  readonly delayMs: number;
}

export interface Ended {
  /** Killed before it came to its own end. */
  readonly killed: boolean;
  readonly code: number | null;
  /** What it said, all of which it has answered for. */
  readonly events: readonly Record<string, unknown>[];
  readonly stderr: string;
}

export interface VictimOptions {
  /** The built command line. */
  readonly cli: string;
  readonly args: readonly string[];
  /** Null lets it live. */
  readonly moment: Moment | null;
  /** Which lines bring the moment nearer. */
  readonly counts: (event: Record<string, unknown>) => boolean;
}

export async function runVictim({ cli, args, moment, counts }: VictimOptions): Promise<Ended> {
  const child = spawn(process.execPath, [cli, ...args, '--json'], { stdio: ['ignore', 'pipe', 'pipe'] });
  const closed = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal }));
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const events: Record<string, unknown>[] = [];
  let seen = 0;
  let timer: NodeJS.Timeout | undefined;
  const look = (): void => {
    if (moment === null || timer !== undefined || seen < moment.lines) return;
    timer = setTimeout(() => child.kill('SIGKILL'), moment.delayMs);
  };
  look();
  for await (const line of createInterface(child.stdout)) {
    // A line that was cut off by the kill was not said.
    const event = parsed(line);
    if (event === null) continue;
    events.push(event);
    if (counts(event)) seen += 1;
    look();
  }
  const { code, signal } = await closed;
  clearTimeout(timer);
  return { killed: signal === 'SIGKILL', code, events, stderr };
}

function parsed(line: string): Record<string, unknown> | null {
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return null;
  }
}
