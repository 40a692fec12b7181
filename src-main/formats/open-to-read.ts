/** Opens files of others to be read, without ever waiting for one of them. */
import { constants, openSync } from 'node:fs';

/**
 * Opening a pipe would wait for whoever writes into it, and nothing can end a thread that does. What was opened may be no
 * file: that is for the caller to look at. Systems without the flag have no such pipes.
 * @returns the handle
 */
export function openToRead(path: string): number {
  return openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
}
