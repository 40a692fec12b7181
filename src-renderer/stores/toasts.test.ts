/** Messages: few at a time, and no error goes unread. */
import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, expect, test, vi } from 'vitest';

vi.stubGlobal('window', { lab: {} });
const { useToastsStore } = await import('./toasts');

beforeEach(() => setActivePinia(createPinia()));

const texts = (store: ReturnType<typeof useToastsStore>): string[] => store.shown.map(({ text }) => text);

test('an error that newer messages pushed out comes back when one of them goes', () => {
  const store = useToastsStore();
  for (const text of ['a', 'b', 'c', 'd', 'e']) store.failure(new Error(text));
  expect(texts(store)).toEqual(['b', 'c', 'd', 'e']);
  store.dismiss(store.shown[3].id);
  expect(texts(store)).toEqual(['a', 'b', 'c', 'd']);
});

test('a message that is shown is not shown twice, and one that was pushed out is the newest again', () => {
  const store = useToastsStore();
  for (const text of ['a', 'b', 'c', 'd', 'd', 'e', 'a']) store.failure(new Error(text));
  expect(texts(store)).toEqual(['c', 'd', 'e', 'a']);
  for (const { id } of store.shown) store.dismiss(id);
  expect(texts(store)).toEqual(['b']);
});
