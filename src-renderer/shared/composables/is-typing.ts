/** Which focused elements keep a key for themselves. */

/** What hangs open over the page, lists and menus too: letters look for their entries. */
const hanging = '[data-reka-popper-content-wrapper]';
const typedInto = `input, textarea, select, [contenteditable], [role="combobox"], [role="dialog"], ${hanging}`;

/** True where a printable key belongs to the focused element: text fields, lists, menus, dialogs. */
export function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest(typedInto) !== null;
}

/** True where Space presses the focused element. */
export function isPressable(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.closest('button, a, [role="switch"], [role="tab"], [role="slider"], [role="option"]') !== null
  );
}
