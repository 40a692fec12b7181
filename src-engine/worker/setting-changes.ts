/**
 * Settings that are changed while a run trains: takes what the host asks for, and tells it with a checkpoint that has it.
 * Between minibatches all of them; right before a step the optimiser's, so that a long minibatch is not made in vain.
 */
import { takeChanges, takeOptimizerChanges } from './control-settings';
import type { TrainingSession } from '../train/session';
import type { ChangedSetting, SettingChange } from './protocol';
import type { Reporter } from './reporter';

export class SettingChanges {
  readonly #control: Int32Array;
  readonly #session: TrainingSession;
  readonly #reporter: Reporter;
  /** Made for the step under way, whose minibatch was the next one at that place. */
  #untold: readonly ChangedSetting[] = [];
  #place = { epoch: 0, batch: 0 };

  constructor(control: Int32Array, session: TrainingSession, reporter: Reporter) {
    this.#control = control;
    this.#session = session;
    this.#reporter = reporter;
  }

  /** Between two minibatches. */
  takeAll(): void {
    const session = this.#session;
    if (!session.isBetweenSteps) return;
    const changed = this.#make(takeChanges(this.#control));
    if (changed.length > 0) this.#reporter.changed(changed, session);
  }

  /** Right before a step: what is changed counts for it. */
  takeForStep(): void {
    const { isBetweenSteps, epoch, batch } = this.#session;
    if (!isBetweenSteps) return;
    const changes = takeOptimizerChanges(this.#control);
    if (changes.length === 0) return;
    this.#untold = this.#make(changes);
    this.#place = { epoch, batch };
  }

  /** After the step. */
  tell(): void {
    if (this.#untold.length === 0) return;
    this.#reporter.changed(this.#untold, this.#place);
    this.#untold = [];
  }

  #make(changes: readonly SettingChange[]): ChangedSetting[] {
    return changes.flatMap((change) => {
      const from = this.#session.change(change);
      const layer = change.setting === 'dropout' ? change.layer : null;
      return from === null ? [] : [{ setting: change.setting, layer, from, to: change.value }];
    });
  }
}
