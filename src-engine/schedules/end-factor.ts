/** The setting of schedules that fall towards a part of the learning rate. */
import { number, type NumberSetting } from '../spec/settings';

export function endFactor(fallback: number): NumberSetting {
  return number({
    label: 'Ends at',
    explanation: 'Factor on α at the last minibatch.',
    min: 0,
    max: 1,
    fallback,
    factor: 10,
  });
}
