/** Confusion matrices of several runs, asked one after the other: each loads a network and its pictures. */
import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue';
import type { RunConfusion, RunNetwork } from '../../../src-main/contract/inspect';
import { lab } from '../../api/lab';

export type ConfusionResult =
  | {
      readonly counts: RunConfusion['counts'];
      readonly epoch: number;
      readonly classNames: readonly string[];
    }
  | { readonly failure: string };

type Split = 'train' | 'validation' | 'test';

const token = 'compare.confusion';

async function ask(runId: number, split: Split): Promise<ConfusionResult> {
  try {
    const network: RunNetwork = await lab.inspect.network({ runId, token });
    const { counts, epoch } = await lab.inspect.confusion({ runId, token, split });
    return { counts, epoch, classNames: network.classNames };
  } catch (error) {
    return { failure: error instanceof Error ? error.message : String(error) };
  }
}

/** @returns by run; those that are not there yet are still asked for */
export function useConfusions(
  runIds: () => readonly number[],
  split: () => Split,
): ShallowRef<ReadonlyMap<number, ConfusionResult>> {
  const answers = shallowRef<ReadonlyMap<number, ConfusionResult>>(new Map());
  const known = new Map<string, ConfusionResult>();
  let round = 0;

  async function askAll(ids: readonly number[], of: Split): Promise<void> {
    round += 1;
    const mine = round;
    answers.value = new Map();
    for (const id of ids) {
      const key = `${id}/${of}`;
      const answer = known.get(key) ?? (await ask(id, of));
      if (mine !== round) return;
      // What failed is asked for again the next time.
      if (!('failure' in answer)) known.set(key, answer);
      answers.value = new Map(answers.value).set(id, answer);
    }
  }

  watch([() => runIds().join(), split], () => void askAll(runIds(), split()), { immediate: true });
  onScopeDispose(() => (round += 1));
  return answers;
}
