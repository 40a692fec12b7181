/**
 * The runs that match, by their place in the order asked for: fetched a page at a time as the table comes to them, all
 * pages in sight exchanged at once when the list has changed, so that nothing flickers.
 */
import { onScopeDispose, ref, watch, type Ref } from 'vue';
import type { RunPage } from '../../../src-main/contract/run-history';
import { createRunPages, pagesBetween, pageSize, type NumberedPage, type RunPages } from './run-pages';

export interface RunRowsQuestion {
  /** Another text asks for other runs, from the first; the rows of before stay until those are there. */
  readonly subject: () => string;
  readonly ask: (offset: number, limit: number) => Promise<RunPage>;
  readonly onFailure: (error: unknown) => void;
}

export interface RunRows extends Pick<RunPages, 'total' | 'rows' | 'placeOf' | 'patch'> {
  /** The subject that the rows are of: the one before, until the answer about the present one is there. */
  readonly shown: Ref<string>;
  /** Says which places are in sight, and fetches what is missing there. */
  readonly need: (from: number, to: number) => void;
  /** The list is no longer what it was: the pages in sight are fetched again, at most a few times a second. */
  readonly refresh: () => void;
}

const refreshPauseMs = 300;

export function useRunRows({ subject, ask, onFailure }: RunRowsQuestion): RunRows {
  const { total, rows, placeOf, add, exchange, patch } = createRunPages();
  const shown = ref('');
  /** Pages fetched or being fetched in this generation. */
  let asked = new Set<number>();
  let generation = 0;
  let inSight: number[] = [0];
  let isExchanging = false;
  let isWanted = false;
  let exchangedAtMs = -Infinity;
  let waiting: ReturnType<typeof setTimeout> | undefined;

  async function fetchPage(page: number): Promise<NumberedPage> {
    return [page, await ask(page * pageSize, pageSize)];
  }

  async function fetchMissing(page: number): Promise<void> {
    const mine = generation;
    const mark = asked;
    mark.add(page);
    try {
      const got = await fetchPage(page);
      if (mine === generation) add([got]);
    } catch (error) {
      mark.delete(page);
      if (mine === generation) onFailure(error);
    }
  }

  /** Everything known is forgotten in the moment in which what is in sight is there anew. */
  async function exchangeAll(): Promise<void> {
    generation += 1;
    const mine = generation;
    const about = subject();
    const pages = inSight;
    isExchanging = true;
    exchangedAtMs = performance.now();
    try {
      const got = await Promise.all(pages.map(fetchPage));
      if (mine !== generation) return;
      asked = new Set(pages);
      shown.value = about;
      exchange(got);
    } catch (error) {
      if (mine !== generation) return;
      onFailure(error);
    }
    isExchanging = false;
    fetchWhatIsMissing();
    if (isWanted) refreshLater();
  }

  function fetchWhatIsMissing(): void {
    for (const page of inSight) if (!isExchanging && !asked.has(page)) void fetchMissing(page);
  }

  function refreshLater(): void {
    clearTimeout(waiting);
    const go = (): void => {
      isWanted = false;
      void exchangeAll();
    };
    waiting = setTimeout(go, Math.max(0, exchangedAtMs + refreshPauseMs - performance.now()));
  }

  function refresh(): void {
    if (isWanted) return;
    isWanted = true;
    if (!isExchanging) refreshLater();
  }

  function need(from: number, to: number): void {
    inSight = pagesBetween(from, to);
    fetchWhatIsMissing();
  }

  function begin(): void {
    inSight = [0];
    void exchangeAll();
  }

  watch(subject, begin, { immediate: true });
  onScopeDispose(() => {
    generation += 1;
    clearTimeout(waiting);
  });

  return { total, rows, shown, placeOf, patch, need, refresh };
}
