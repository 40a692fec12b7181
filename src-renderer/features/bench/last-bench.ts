/** The bench that was open last, so that going to another view and back leads to it. */
import { shallowRef } from 'vue';

/** Null where one is being set up. */
export const lastBench = shallowRef<number | null>(null);
