/** What the keys of the table mean: the usual ones of a list in which several rows can be selected. Pure. */

export type TableCommand =
  | {
      readonly kind: 'move';
      /** Rows from the active one, or the first or last row. */
      readonly by: number | 'first' | 'last';
      /** one: select it alone · range: everything on the way · none: only go there. */
      readonly selecting: 'one' | 'range' | 'none';
    }
  | { readonly kind: 'toggle' | 'all' | 'one' | 'open' | 'remove' | 'undo' | 'export' };

export interface Key {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/** With Ctrl or Cmd; in lower case. */
const withCommandKey: Readonly<Record<string, TableCommand>> = { a: { kind: 'all' }, z: { kind: 'undo' } };
const plain: Readonly<Record<string, TableCommand>> = {
  Escape: { kind: 'one' },
  Enter: { kind: 'open' },
  Delete: { kind: 'remove' },
  Backspace: { kind: 'remove' },
  e: { kind: 'export' },
};

/** @param pageRows rows that are in sight together */
export function tableCommand(
  { key, shiftKey, ctrlKey, metaKey, altKey }: Key,
  pageRows: number,
): TableCommand | null {
  if (altKey) return null;
  const steps: Readonly<Record<string, number | 'first' | 'last'>> = {
    ArrowDown: 1,
    ArrowUp: -1,
    PageDown: pageRows,
    PageUp: -pageRows,
    Home: 'first',
    End: 'last',
  };
  const isCommand = ctrlKey || metaKey;
  const by = steps[key];
  if (by !== undefined) {
    return { kind: 'move', by, selecting: shiftKey ? 'range' : isCommand ? 'none' : 'one' };
  }
  if (key === ' ') return { kind: 'toggle' };
  return (isCommand ? withCommandKey[key.toLowerCase()] : plain[key]) ?? null;
}
