/** What is being set up in the Lab, kept over reloads of the window, for every view that starts from it. */
import { parseExperiment, type Experiment } from '../../src-engine';

const storageKey = 'simplecell.draft';

/** Null before anything was set up, and while it is not right. */
export function keptDraft(): Experiment | null {
  const kept = sessionStorage.getItem(storageKey);
  if (kept === null) return null;
  try {
    return parseExperiment(JSON.parse(kept));
  } catch {
    // Left by another release, or in the middle of a change: half of it is no start.
    return null;
  }
}

export function keepDraft(draft: Experiment): void {
  sessionStorage.setItem(storageKey, JSON.stringify(draft));
}
