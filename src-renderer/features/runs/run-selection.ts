/** Which runs of the table are selected, and which one is active: what clicks and keys make of it. Pure. */

export interface Selection {
  readonly ids: ReadonlySet<number>;
  /** The run whose detail is shown and that keys start from. */
  readonly activeId: number | null;
  /** Where a range begins. */
  readonly anchorId: number | null;
}

export const nothingSelected: Selection = { ids: new Set(), activeId: null, anchorId: null };

/** Only this run; a plain click, or an arrow key. */
export function selectOne(runId: number): Selection {
  return { ids: new Set([runId]), activeId: runId, anchorId: runId };
}

/** In or out, the others staying; Ctrl or Cmd with a click, or Space. */
export function toggleOne({ ids }: Selection, runId: number): Selection {
  const next = new Set(ids);
  if (!next.delete(runId)) next.add(runId);
  return { ids: next, activeId: runId, anchorId: runId };
}

/**
 * Everything from the anchor to a run, both included, in place of what was selected; Shift with a click or an arrow.
 * @param order ids in the order of the table; an end that is not in it makes a range of the run alone
 */
export function selectRange(selection: Selection, order: readonly number[], runId: number): Selection {
  const anchorId = selection.anchorId ?? selection.activeId ?? runId;
  const from = order.indexOf(anchorId);
  const to = order.indexOf(runId);
  if (from < 0 || to < 0) return selectOne(runId);
  const ids = new Set(order.slice(Math.min(from, to), Math.max(from, to) + 1));
  return { ids, activeId: runId, anchorId };
}

export function selectAll(selection: Selection, order: readonly number[]): Selection {
  return { ...selection, ids: new Set(order) };
}
