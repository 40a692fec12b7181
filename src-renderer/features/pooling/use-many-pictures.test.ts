/** Reading many pictures ends with the view that asked for them. */
import { expect, it, vi } from 'vitest';
import { effectScope, nextTick } from 'vue';

let asked = 0;
let answer: (envelope: unknown) => void = () => undefined;
const items = () =>
  new Promise((resolve) => {
    asked += 1;
    answer = resolve;
  });
vi.stubGlobal('window', { lab: { datasets: { items } } });
const { useManyPictures } = await import('./use-many-pictures');

async function answerOne(): Promise<void> {
  answer({ ok: true, value: { total: 1024, items: [] } });
  for (let turn = 0; turn < 10; turn++) await nextTick();
}

it('asks for no further picture once the view is left', async () => {
  const choice = { datasetId: 1, total: 1024, wanted: 1024, color: 'grey' } as const;
  const scope = effectScope();
  scope.run(() =>
    useManyPictures(
      () => choice,
      () => null,
    ),
  );
  await answerOne();
  expect(asked).toBe(2);
  scope.stop();
  await answerOne();
  expect(asked).toBe(2);
});
