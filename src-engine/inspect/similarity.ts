/** How alike the pictures of units are: cosines, the nearest relative of each, and an order that puts like beside like. */
import { isBlank, requireFilterShape } from './filter-pictures';
import type { FilterPictures } from './filter-pictures';

/** Two passes find nearly all that is to be gained; the limit is for the time, n² a pass. */
const uncrossingPasses = 4;

export interface Twin {
  /** The other unit with the largest |cosine|, the first of equals; null in a layer of one. */
  readonly twin: number | null;
  /** That |cosine|, in [0, 1]. */
  readonly similarity: number;
}

/**
 * Cosines between the pictures of all pairs of units.
 * Shapes: values [units, h, w, c] → [units, units], symmetric, in [−1, 1], the diagonal 1; a picture of zeros is alike to
 * nothing, itself included. Allocates the result.
 * @throws EngineError('shape') when the values are not units × h·w·c numbers
 */
export function cosineMatrix(filters: FilterPictures): Float32Array {
  requireFilterShape('Similarity', filters);
  const { units, values } = filters;
  const length = units === 0 ? 0 : values.length / units;
  const norms = Float64Array.from({ length: units }, (_, unit) => Math.sqrt(dot(values, unit, unit, length)));
  const cosines = new Float32Array(units * units);
  for (let a = 0; a < units; a += 1) {
    for (let b = 0; b <= a; b += 1) {
      if (norms[a] === 0 || norms[b] === 0) continue;
      const cosine = a === b ? 1 : dot(values, a, b, length) / (norms[a] * norms[b]);
      cosines[a * units + b] = Math.min(1, Math.max(-1, cosine));
      cosines[b * units + a] = cosines[a * units + b];
    }
  }
  return cosines;
}

/**
 * As `cosineMatrix` of the pictures; by their weights for pairs of which one has a picture of zeros.
 * Shapes: pictures [units, h, w, c]; weights [units, …] of any form, or null where there are none.
 */
export function unitCosines(pictures: FilterPictures, weights: FilterPictures | null): Float32Array {
  const { units } = pictures;
  const cosines = cosineMatrix(pictures);
  const blank = Array.from({ length: units }, (_, unit) => isBlank(pictures, unit));
  if (weights === null || weights === pictures || !blank.includes(true)) return cosines;
  const byWeights = cosineMatrix(weights);
  return cosines.map((cosine, at) =>
    blank[at % units] || blank[Math.floor(at / units)] ? byWeights[at] : cosine,
  );
}

function dot(values: Float32Array, a: number, b: number, length: number): number {
  let sum = 0;
  for (let i = 0; i < length; i += 1) sum += values[a * length + i] * values[b * length + i];
  return sum;
}

/** Of each unit. Shapes: cosines [units, units]. */
export function findTwins(cosines: Float32Array, units: number): Twin[] {
  return Array.from({ length: units }, (_, unit) => {
    let twin: number | null = null;
    let similarity = -1;
    for (let other = 0; other < units; other += 1) {
      const alike = Math.abs(cosines[unit * units + other]);
      if (other === unit || alike <= similarity) continue;
      twin = other;
      similarity = alike;
    }
    return { twin, similarity: Math.max(0, similarity) };
  });
}

/**
 * An order of the units in which similar ones, by |cosine|, lie side by side: the chain that starts with the most
 * similar pair and grows at whichever end has the more similar unit left, then turned piecewise wherever that brings
 * more similar units together (2-opt). Deterministic; the lower index goes first among equals.
 * Shapes: cosines [units, units] → [units], every unit once.
 */
export function similarityOrder(cosines: Float32Array, units: number): Uint32Array {
  const alike = (a: number, b: number): number => Math.abs(cosines[a * units + b]);
  const chain = growChain(units, alike);
  for (let pass = 0; pass < uncrossingPasses; pass += 1) if (!uncross(chain, alike)) break;
  return Uint32Array.from(chain);
}

type Alike = (a: number, b: number) => number;

function growChain(units: number, alike: Alike): number[] {
  if (units < 2) return Array.from({ length: units }, (_, unit) => unit);
  let [first, second, most] = [0, 1, -1];
  for (let a = 0; a < units; a += 1) {
    for (let b = a + 1; b < units; b += 1) {
      if (alike(a, b) > most) [first, second, most] = [a, b, alike(a, b)];
    }
  }
  const left = new Set(
    Array.from({ length: units }, (_, unit) => unit).filter((u) => u !== first && u !== second),
  );
  const before = [first];
  const after = [second];
  while (left.size > 0) {
    const head = before[before.length - 1];
    const tail = after[after.length - 1];
    const nearHead = nearest(head, left, alike);
    const nearTail = nearest(tail, left, alike);
    const growsAtTail = alike(tail, nearTail) >= alike(head, nearHead);
    const next = growsAtTail ? nearTail : nearHead;
    (growsAtTail ? after : before).push(next);
    left.delete(next);
  }
  return [...before.reverse(), ...after];
}

function nearest(unit: number, others: Iterable<number>, alike: Alike): number {
  let best = unit;
  let most = -1;
  for (const other of others) {
    if (alike(unit, other) > most) [best, most] = [other, alike(unit, other)];
  }
  return best;
}

/** One pass over all pieces of the chain; true where one was turned. In place. */
function uncross(chain: number[], alike: Alike): boolean {
  let turned = false;
  const gainAt = (a: number | undefined, b: number | undefined): number =>
    a === undefined || b === undefined ? 0 : alike(a, b);
  for (let from = 0; from < chain.length - 1; from += 1) {
    for (let to = from + 1; to < chain.length; to += 1) {
      const before = gainAt(chain[from - 1], chain[from]) + gainAt(chain[to], chain[to + 1]);
      const after = gainAt(chain[from - 1], chain[to]) + gainAt(chain[from], chain[to + 1]);
      if (after <= before + 1e-9) continue;
      for (let a = from, b = to; a < b; a += 1, b -= 1) [chain[a], chain[b]] = [chain[b], chain[a]];
      turned = true;
    }
  }
  return turned;
}
