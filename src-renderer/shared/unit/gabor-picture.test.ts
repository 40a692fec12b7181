/** The drawn Gabor lies where its parameters say: values at the centre, along the bars and across them. */
import { describe, expect, it } from 'vitest';
import { gaborPicture } from './gabor-picture';

const upright = {
  orientationDegrees: 90,
  frequency: 0.25,
  phaseDegrees: 0,
  centreX: 4.5,
  centreY: 4.5,
  sigmaAlong: 3,
  sigmaAcross: 2,
  amplitude: 0.5,
  r2: 1,
};

describe('gaborPicture', () => {
  const { values } = gaborPicture(upright, 9, 9);
  const at = (x: number, y: number): number => values[y * 9 + x];

  it('has its amplitude at the centre of an even wave', () => {
    expect(at(4, 4)).toBeCloseTo(0.5, 6);
  });

  it('keeps its sign along vertical bars and turns it half a wave across', () => {
    expect(at(4, 1)).toBeCloseTo(0.5 * Math.exp(-0.5), 6);
    expect(at(6, 4)).toBeCloseTo(-0.5 * Math.exp(-0.5), 6);
    expect(at(3, 4)).toBeCloseTo(0, 6);
  });

  it('counts v to the left of vertical bars: a sine falls towards it', () => {
    const sine = gaborPicture({ ...upright, phaseDegrees: 90 }, 9, 9).values;
    expect(sine[4 * 9 + 3]).toBeCloseTo(-0.5 * Math.exp(-1 / 8), 6);
    expect(sine[4 * 9 + 5]).toBeCloseTo(0.5 * Math.exp(-1 / 8), 6);
  });

  it('turns anticlockwise on screen: bars of 45° rise to the right', () => {
    const { values: slanted } = gaborPicture({ ...upright, orientationDegrees: 45 }, 9, 9);
    expect(slanted[2 * 9 + 6]).toBeGreaterThan(0.2);
    expect(slanted[2 * 9 + 2]).toBeLessThan(slanted[2 * 9 + 6]);
    expect(slanted[6 * 9 + 2]).toBeCloseTo(slanted[2 * 9 + 6], 6);
  });
});
