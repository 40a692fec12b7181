import { describe, expect, it } from 'vitest';
import { Fields } from '../spec/fields';
import { readSpec } from '../spec/read-settings';
import { halfCosine } from './half-cosine';
import { scheduleKinds, scheduleTypes } from './registry';
import type { ScheduleSpec } from '../spec/experiment';

function factorOf(spec: ScheduleSpec, step: number, plateaus = 0): number {
  return scheduleKinds[spec.type].factor(spec, { step, steps: 100, epoch: Math.floor(step / 10), plateaus });
}

describe.each(scheduleTypes)('the schedule %s', (type) => {
  const kind = scheduleKinds[type];
  const { example } = kind;

  it('has defaults for all its settings', () => {
    expect(readSpec(kind, new Fields({}, 'training.schedule')).type).toBe(type);
  });

  it('is a factor in [0, 1] from the first minibatch to the last', () => {
    for (let step = 0; step <= 100; step += 1) {
      const factor = factorOf(example, step, Math.floor(step / 30));
      expect(factor).toBeGreaterThanOrEqual(0);
      expect(factor).toBeLessThanOrEqual(1);
    }
  });
});

describe('the schedule', () => {
  it('step halves after every second epoch', () => {
    const spec = { type: 'step', everyEpochs: 2, factor: 0.5 } as const;
    expect([0, 19, 20, 39, 40].map((step) => factorOf(spec, step))).toEqual([1, 1, 0.5, 0.5, 0.25]);
  });

  it('cosine is at its mean half-way and at its end at the end', () => {
    const spec = { type: 'cosine', endFactor: 0.2 } as const;
    expect(factorOf(spec, 0)).toBe(1);
    expect(factorOf(spec, 50)).toBeCloseTo(0.6, 14);
    expect(factorOf(spec, 25)).toBeCloseTo(0.2 + 0.8 * 0.5 * (1 + Math.SQRT1_2), 14);
    expect(factorOf(spec, 100)).toBe(0.2);
  });

  it('oneCycle rises to the full rate at the end of its warm-up and falls to its end', () => {
    const spec = { type: 'oneCycle', warmUp: 0.2, startFactor: 0.1, endFactor: 0.01 } as const;
    expect(factorOf(spec, 0)).toBeCloseTo(0.1, 14);
    expect(factorOf(spec, 10)).toBeCloseTo(0.55, 14);
    expect(factorOf(spec, 20)).toBe(1);
    expect(factorOf(spec, 60)).toBeCloseTo(0.505, 14);
    expect(factorOf(spec, 100)).toBe(0.01);
  });

  it('plateau shrinks with every plateau, but not below its least factor', () => {
    const spec = { type: 'plateau', factor: 0.5, patience: 1, minDelta: 0, minFactor: 0.2 } as const;
    expect([0, 1, 2, 3].map((plateaus) => factorOf(spec, 0, plateaus))).toEqual([1, 0.5, 0.25, 0.2]);
  });

  it('half cosine agrees with the library to the last digits', () => {
    for (let x = 0; x <= 1; x += 1 / 64) {
      expect(halfCosine(x)).toBeCloseTo(0.5 * (1 + Math.cos(Math.PI * x)), 14);
    }
  });
});
