/** Which focused elements keep a key for themselves. */

/** True where a printable key belongs to the focused element: text fields, lists, dialogs. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.closest('input, textarea, select, [contenteditable], [role="combobox"], [role="dialog"]') !== null
  );
}

/** True where Space presses the focused element. */
export function isPressable(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.closest('button, a, [role="switch"], [role="tab"], [role="slider"], [role="option"]') !== null
  );
}
