/** The logarithmic scale on which the difference of an exported file from the engine is shown: from 10⁻¹⁰ to what is allowed. */
import { exportTolerance } from '../../../src-main/contract/exports';

const smallest = 1e-10;
const decades = Math.log10(exportTolerance / smallest);

/** From 0 at the left to 1 at the limit. */
export function gaugePlace(difference: number): number {
  if (difference <= smallest) return 0;
  return Math.min(1, Math.log10(difference / smallest) / decades);
}

const raised = '⁰¹²³⁴⁵⁶⁷⁸⁹';

export interface GaugeTick {
  readonly label: string;
  /** As `gaugePlace` gives it. */
  readonly place: number;
}

/** One for each power of ten; the first stands for everything below it. */
export function gaugeTicks(): GaugeTick[] {
  const steps = Math.round(decades);
  return Array.from({ length: steps + 1 }, (_, step) => {
    const exponent = Math.round(-Math.log10(smallest)) - step;
    const digits = String(exponent).replaceAll(/\d/g, (digit) => raised[Number(digit)] ?? '');
    return { label: `${step === 0 ? '≤ ' : ''}10⁻${digits}`, place: step / steps };
  });
}
