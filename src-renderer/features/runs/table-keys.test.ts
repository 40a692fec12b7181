/** Keys of the table. */
import { describe, expect, it } from 'vitest';
import { tableCommand, type Key, type TableCommand } from './table-keys';

function pressed(key: string, held: Partial<Key> = {}): TableCommand | null {
  return tableCommand({ key, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...held }, 17);
}

describe('tableCommand', () => {
  it('moves by rows, by what is in sight, and to both ends', () => {
    expect(pressed('ArrowDown')).toEqual({ kind: 'move', by: 1, selecting: 'one' });
    expect(pressed('PageUp')).toEqual({ kind: 'move', by: -17, selecting: 'one' });
    expect(pressed('End')).toEqual({ kind: 'move', by: 'last', selecting: 'one' });
  });

  it('extends the selection with Shift, and leaves it alone with Ctrl or Cmd', () => {
    expect(pressed('ArrowUp', { shiftKey: true })).toMatchObject({ by: -1, selecting: 'range' });
    expect(pressed('Home', { ctrlKey: true })).toMatchObject({ by: 'first', selecting: 'none' });
    expect(pressed('ArrowDown', { metaKey: true })).toMatchObject({ by: 1, selecting: 'none' });
  });

  it('selects all with Ctrl or Cmd and A, and leaves a bare A alone', () => {
    expect(pressed('a', { ctrlKey: true })).toEqual({ kind: 'all' });
    expect(pressed('A', { metaKey: true })).toEqual({ kind: 'all' });
    expect(pressed('a')).toBeNull();
  });

  it('exports with a bare E', () => {
    expect(pressed('e')).toEqual({ kind: 'export' });
    expect(pressed('e', { ctrlKey: true })).toBeNull();
  });

  it('leaves to others what belongs to them', () => {
    expect(pressed('ArrowDown', { altKey: true })).toBeNull();
    expect(pressed('k', { ctrlKey: true })).toBeNull();
    expect(pressed('7')).toBeNull();
  });
});
