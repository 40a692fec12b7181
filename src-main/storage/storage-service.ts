/** What can be asked of the lab's room on disk. */
import type { Pruned, PruneRule, Usage } from '../contract/storage';
import { prune, type PruneParts } from './prune';
import { measureUsage } from './usage';

export interface StorageParts extends PruneParts {
  /** Called when something was pruned. */
  readonly changed: () => void;
}

export class StorageService {
  readonly #parts: StorageParts;
  /** One pruning at a time. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(parts: StorageParts) {
    this.#parts = parts;
  }

  usage(): Promise<Usage> {
    return measureUsage(this.#parts.dataDir, this.#parts.rows);
  }

  previewPrune(rule: PruneRule): Promise<Pruned> {
    return prune(rule, false, this.#parts);
  }

  prune(rule: PruneRule): Promise<Pruned> {
    const pruned = this.#last.then(async () => {
      const result = await prune(rule, true, this.#parts);
      this.#parts.changed();
      return result;
    });
    this.#last = pruned.catch(() => undefined);
    return pruned;
  }

  /** Resolves when nothing is being pruned. */
  async close(): Promise<void> {
    await this.#last;
  }
}
