/** Every number has its turn, once, and nobody is kept waiting. */
import { describe, expect, it } from 'vitest';
import { inSlices } from './in-slices';

const many = 1_000_000;

describe('inSlices', () => {
  it('goes over every number once, in order', async () => {
    const slices: [number, number][] = [];
    await expect(inSlices(many, (first, end) => slices.push([first, end]))).resolves.toBe(true);
    expect(slices.length).toBeGreaterThan(1);
    expect(slices[0]?.[0]).toBe(0);
    expect(slices.at(-1)?.[1]).toBe(many);
    slices.slice(1).forEach(([first], index) => expect(first).toBe(slices[index]?.[1]));
  });

  it('does what is small before it returns, and lets others in between the slices of what is large', async () => {
    let done = 0;
    const work = (first: number, end: number): void => void (done += end - first);
    void inSlices(1000, work);
    expect(done).toBe(1000);
    const large = inSlices(many, work);
    expect(done).toBe(1000);
    await large;
    expect(done).toBe(1000 + many);
  });

  it('ends between two slices when it is not wanted any more', async () => {
    let slices = 0;
    const isDone = await inSlices(
      many,
      () => void (slices += 1),
      () => slices < 2,
    );
    expect(isDone).toBe(false);
    expect(slices).toBe(2);
  });
});
