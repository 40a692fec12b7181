/**
 * One derivative by differences, in float64, and what can be said where J has a kink (ReLU, max-pooling, |a|): there the
 * central difference mixes two slopes, so it is taken again closer by, where the kink is no longer inside.
 */

/**
 * smooth: the central difference stands · nearKink: it differed, but one taken closer by agrees (a very sharp bend looks
 * the same) · onKink: the slopes on
 * both sides stay apart however close one looks, and the analytic value lies between them: J has no derivative here.
 */
type SlopeKind = 'smooth' | 'nearKink' | 'onKink';

export interface Slope {
  readonly kind: SlopeKind;
  /** Where nothing agrees, the central difference at the first ε. */
  readonly numeric: number;
}

export interface SlopeRule {
  readonly epsilon: number;
  /** Differences below this part of `scale` are rounding. */
  readonly tolerance: number;
  /** Size of derivatives at hand, where the analytic one is smaller. */
  readonly scale: number;
}

/** Closer looks, as parts of ε; still closer, rounding would drown the difference. */
const closer = [0.1, 0.01] as const;

/** A gap between the slopes of both sides that shrinks less than this from the first closer look to the second is a kink. */
const leastShrinkage = 0.5;

/**
 * A wrong analytic derivative agrees with no difference and lies on no kink, so it stays wrong.
 * @param objective J with the one number shifted
 */
export function measureSlope(objective: (shift: number) => number, analytic: number, rule: SlopeRule): Slope {
  const { epsilon, tolerance } = rule;
  const scale = Math.max(Math.abs(analytic), rule.scale);
  const central = (e: number): number => (objective(e) - objective(-e)) / (2 * e);
  const agrees = (slope: number): boolean => Math.abs(slope - analytic) <= tolerance * scale;
  const first = central(epsilon);
  if (agrees(first)) return { kind: 'smooth', numeric: first };
  for (const part of closer) {
    const slope = central(part * epsilon);
    if (agrees(slope)) return { kind: 'nearKink', numeric: slope };
  }
  const middle = objective(0);
  const sides = closer.map((part) => {
    const e = part * epsilon;
    return [(middle - objective(-e)) / e, (objective(e) - middle) / e].sort((a, b) => a - b);
  });
  const [far, near] = sides.map(([lower, upper]) => upper - lower);
  const [lower, upper] = sides[1];
  // One-sided slopes are right to first order alone, hence the room of the smooth part of their gap.
  const room = tolerance * scale + near * 0.1;
  const isBetween = analytic >= lower - room && analytic <= upper + room;
  const isOnKink = near > leastShrinkage * far && near > 1e3 * tolerance * scale && isBetween;
  return { kind: isOnKink ? 'onKink' : 'smooth', numeric: first };
}
