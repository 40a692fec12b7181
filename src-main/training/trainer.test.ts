/** The control word of a run, as the worker at its other end reads it. */
import { expect, test } from 'vitest';
import { controlCommand, controlSlot } from '../../src-engine';
import { RunControl } from './trainer';

test('steps are counted while a run is paused, and those that are left when it goes on are not owed at the next pause', () => {
  const control = new RunControl(2);
  const slots = new Int32Array(control.buffer);
  control.step();
  control.step();
  expect(slots[controlSlot.command]).toBe(controlCommand.pause);
  expect(slots[controlSlot.stepRequests]).toBe(2);
  control.run();
  control.pause();
  expect(slots[controlSlot.stepRequests]).toBe(0);
  control.step();
  expect(slots[controlSlot.stepRequests]).toBe(1);
});
