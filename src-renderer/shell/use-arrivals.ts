/** Bundles that the system handed over: the view goes to their run, and a message says what became of them. */
import { useRouter } from 'vue-router';
import type { Arrival } from '../../src-main/contract/bundles';
import { lab } from '../api/lab';
import { useToastsStore } from '../stores/toasts';
import { arrivalWords } from './arrival-words';

/** @returns looks for what arrived before there was anybody to hear of it */
export function useArrivals(): () => Promise<void> {
  const router = useRouter();
  const toasts = useToastsStore();

  async function show(arrival: Arrival): Promise<void> {
    if (arrival.kind === 'refused') {
      toasts.failure(new Error(`${arrival.fileName}: ${arrival.error.message}`));
      return;
    }
    await router.push({ name: 'runs', params: { runId: arrival.runId } });
    toasts.info(arrivalWords(arrival));
  }

  async function look(): Promise<void> {
    for (const arrival of await lab.bundles.arrivals()) await show(arrival);
  }

  lab.bundles.arrived(() => void toasts.attempt(look));
  return look;
}
