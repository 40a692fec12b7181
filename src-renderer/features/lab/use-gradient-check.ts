/** One gradient check at a time: asked for in the Lab, computed in a thread of its own, kept until the next. */
import { ref, shallowRef, type Ref, type ShallowRef } from 'vue';
import type { Experiment, GradientCheck } from '../../../src-engine';
import { lab } from '../../api/lab';

export interface GradientCheckState {
  readonly open: Ref<boolean>;
  readonly running: Ref<boolean>;
  readonly result: ShallowRef<GradientCheck | null>;
  /** Why there is no result. */
  readonly failure: Ref<string | null>;
  /** What was checked, for the title. */
  readonly name: Ref<string>;
  readonly check: (experiment: Experiment) => Promise<void>;
}

export function useGradientCheck(): GradientCheckState {
  const open = ref(false);
  const running = ref(false);
  const result = shallowRef<GradientCheck | null>(null);
  const failure = ref<string | null>(null);
  const name = ref('');

  async function check(experiment: Experiment): Promise<void> {
    open.value = true;
    if (running.value) return;
    running.value = true;
    result.value = null;
    failure.value = null;
    name.value = experiment.name;
    try {
      // Plain data only: the bridge cannot copy Vue's proxies.
      result.value = await lab.runs.checkGradients({
        experiment: JSON.parse(JSON.stringify(experiment)) as unknown,
      });
    } catch (error) {
      failure.value = error instanceof Error ? error.message : String(error);
    } finally {
      running.value = false;
    }
  }

  return { open, running, result, failure, name, check };
}
