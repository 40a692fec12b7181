/**
 * How main holds on to a decoder process, whatever started it. Here is the way of plain Node (a forked child);
 * that of Electron is `app/utility-decoder.ts`.
 */
import { fork } from 'node:child_process';
import type { DecoderMessage, DecoderRequest } from './decoder-protocol';

export interface DecoderProcess {
  send(request: DecoderRequest): void;
  /** Ends it at once, in the middle of whatever it does. */
  kill(): void;
}

export interface DecoderEvents {
  readonly message: (message: DecoderMessage) => void;
  /** The process is gone; called once, also after `kill`. `how` is for the log. */
  readonly exit: (how: string) => void;
}

export type LaunchDecoder = (events: DecoderEvents) => DecoderProcess;

/** @param execArgv options for Node itself, e.g. a module to load first */
export function forkedDecoder(entry: string, execArgv: readonly string[] = []): LaunchDecoder {
  return (events) => {
    const child = fork(entry, {
      serialization: 'advanced',
      execArgv: [...execArgv],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    let gone = false;
    const exit = (how: string): void => {
      if (gone) return;
      gone = true;
      events.exit(how);
    };
    child.on('message', (message) => events.message(message as unknown as DecoderMessage));
    child.on('exit', (code, signal) => exit(signal ?? `exit code ${code}`));
    child.on('error', (error) => exit(error.message));
    return {
      send(request) {
        // A failed send means that the process is gone, which `exit` reports.
        child.send(request, () => undefined);
      },
      kill() {
        child.kill('SIGKILL');
      },
    };
  };
}
