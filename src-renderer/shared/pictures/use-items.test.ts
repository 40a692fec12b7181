/** Pages of pictures belong to the set that is looked at, in whatever order their answers come. */
import { createPinia, setActivePinia } from 'pinia';
import { expect, it, vi } from 'vitest';
import { effectScope, nextTick, ref } from 'vue';

interface Open {
  readonly datasetId: number;
  readonly answer: (envelope: unknown) => void;
}

const open: Open[] = [];
const items = ({ datasetId }: { datasetId: number }) =>
  new Promise((resolve) => open.push({ datasetId, answer: resolve }));
vi.stubGlobal('window', { lab: { datasets: { items } } });
const { useItems } = await import('./use-items');
const { useToastsStore } = await import('../../stores/toasts');

async function answer(datasetId: number, envelope: unknown): Promise<void> {
  open.find((one) => one.datasetId === datasetId)?.answer(envelope);
  for (let turn = 0; turn < 10; turn++) await nextTick();
}

it('says nothing of a set that is not looked at any more, and asks no page of the next one twice', async () => {
  setActivePinia(createPinia());
  const datasetId = ref(1);
  const scope = effectScope();
  const { need } = scope.run(() => useItems(() => datasetId.value, 'ready'))!;
  datasetId.value = 2;
  await nextTick();
  await answer(1, { ok: false, error: { kind: 'notFound', message: 'There is no data set 1.' } });
  need(0, 0);
  expect(open.map((one) => one.datasetId)).toEqual([1, 2]);
  expect(useToastsStore().shown).toEqual([]);
  scope.stop();
});
