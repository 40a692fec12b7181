/** Folders the user dropped or chose: the page knows them by an id, and only main knows the path (S10). */
import { realpath, stat } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { basename, dirname } from 'node:path';
import { AppError } from '../contract/errors';

export interface RegisteredRoot {
  readonly rootId: string;
  readonly name: string;
}

export class Roots {
  readonly #paths = new Map<string, string>();

  /**
   * Registers a folder; a picture stands for the folder it lies in.
   * @throws AppError('notFound') when there is nothing at the path
   */
  async register(path: string): Promise<RegisteredRoot> {
    let folder: string;
    try {
      const real = await realpath(path);
      folder = (await stat(real)).isDirectory() ? real : dirname(real);
    } catch (error) {
      throw new AppError(
        'notFound',
        `${path} cannot be opened. Check that it is still there and that you may read it.`,
        {
          cause: error,
        },
      );
    }
    const rootId = randomUUID();
    this.#paths.set(rootId, folder);
    return { rootId, name: basename(folder) || folder };
  }

  /** Several drops at once; the same folder is registered once. */
  async registerAll(paths: readonly string[]): Promise<RegisteredRoot[]> {
    const roots: RegisteredRoot[] = [];
    const seen = new Set<string>();
    for (const path of paths) {
      // A File that was made in the page, rather than dropped, has no path.
      if (path === '') continue;
      const root = await this.register(path);
      const folder = this.path(root.rootId);
      if (seen.has(folder)) this.#paths.delete(root.rootId);
      else roots.push(root);
      seen.add(folder);
    }
    return roots;
  }

  /** @throws AppError('notFound') for an id that was never given out */
  path(rootId: string): string {
    const path = this.#paths.get(rootId);
    if (path === undefined) {
      throw new AppError('notFound', 'This folder is not known any more. Drop it or choose it again.');
    }
    return path;
  }
}
