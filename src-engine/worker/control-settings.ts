/** Settings that a host changes while a run is under way, on their way through the control buffer. */
import { controlSlot } from './protocol';
import { settingFromSlot, settingToSlot } from './setting-slot';
import type { SettingChange } from './protocol';

/** Stores a change; of two for the same setting the worker may see the later one alone. */
export function askForChange(control: Int32Array, change: SettingChange): void {
  Atomics.store(control, slotOf(change), settingToSlot(change.value));
}

/** The changes that were asked for since the last time, in the order of their slots. */
export function takeChanges(control: Int32Array): readonly SettingChange[] {
  return take(control, control.length);
}

/** Those of the optimiser's settings alone; allocates nothing where there is none. */
export function takeOptimizerChanges(control: Int32Array): readonly SettingChange[] {
  return take(control, controlSlot.dropout);
}

const none: readonly SettingChange[] = [];

function take(control: Int32Array, end: number): readonly SettingChange[] {
  let changes = none;
  for (let slot = controlSlot.learningRate; slot < end; slot += 1) {
    if (Atomics.load(control, slot) === 0) continue;
    const value = settingFromSlot(Atomics.exchange(control, slot, 0));
    if (value !== null) changes = [...changes, changeOf(slot, value)];
  }
  return changes;
}

function slotOf(change: SettingChange): number {
  return change.setting === 'dropout' ? controlSlot.dropout + change.layer : controlSlot[change.setting];
}

function changeOf(slot: number, value: number): SettingChange {
  if (slot === controlSlot.learningRate) return { setting: 'learningRate', value };
  if (slot === controlSlot.momentum) return { setting: 'momentum', value };
  return { setting: 'dropout', layer: slot - controlSlot.dropout, value };
}
