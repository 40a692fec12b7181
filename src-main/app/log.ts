/** The log file in the data folder: one line an event, the previous file kept when it has grown large. */
import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';

export type Log = (line: string) => void;

const MAX_BYTES = 2 * 1024 * 1024;

/** @returns a log that never throws: when the disk is full, lines go to stderr instead */
export function openLog(dataDir: string): Log {
  const file = join(dataDir, 'simplecell.log');
  try {
    mkdirSync(dataDir, { recursive: true });
    if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > MAX_BYTES) renameSync(file, `${file}.1`);
  } catch (error) {
    process.stderr.write(`The log ${file} cannot be used: ${String(error)}\n`);
  }
  return (line) => {
    const text = `${new Date().toISOString()} ${line}\n`;
    try {
      // Lines are few and must be there after a crash, hence no buffer.
      appendFileSync(file, text);
    } catch {
      process.stderr.write(text);
    }
  };
}
