/** Decoder processes inside Electron: utility processes, which need no second runtime. */
import { utilityProcess } from 'electron';
import type { DecoderMessage } from '../datasets/decoder-protocol';
import type { LaunchDecoder } from '../datasets/decoder-process';

export function utilityDecoder(entry: string): LaunchDecoder {
  return (events) => {
    const child = utilityProcess.fork(entry, [], { serviceName: 'Simplecell decoder', stdio: 'inherit' });
    child.on('message', (message: DecoderMessage) => events.message(message));
    child.on('exit', (code) => events.exit(`exit code ${code}`));
    return {
      send: (request) => child.postMessage(request),
      kill: () => child.kill(),
    };
  };
}
