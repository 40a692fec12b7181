/** Whether the user moves by keyboard or by pointer right now; help on focus is for the keyboard. */

let byKeyboard = false;

window.addEventListener('keydown', () => (byKeyboard = true), { capture: true });
window.addEventListener('pointerdown', () => (byKeyboard = false), { capture: true });

export function isUsingKeyboard(): boolean {
  return byKeyboard;
}
