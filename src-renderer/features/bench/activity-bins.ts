/** Histograms of several arms on one axis: ranges put together, counts as shares. No DOM. */
import type { HiddenActivity } from '../../../src-engine';

export interface ActivityRange {
  readonly from: number;
  readonly to: number;
}

type Histogram = Pick<HiddenActivity, 'from' | 'to' | 'counts'>;

/** The range of all of them; ends are 0 or ± powers of two, as those of each are. */
export function commonRange(histograms: readonly Pick<Histogram, 'from' | 'to'>[]): ActivityRange {
  const to = Math.max(...histograms.map((histogram) => histogram.to));
  return { from: histograms.some(({ from }) => from < 0) ? -to : 0, to };
}

/**
 * Shares of the numbers in each of as many bins over a wider range. Its bins are as wide or twice, four times … as
 * wide, with edges in common, so no bin is split.
 */
export function sharesOver({ from, to, counts }: Histogram, range: ActivityRange): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const shares = Array.from(counts, () => 0);
  const [own, wide] = [(to - from) / counts.length, (range.to - range.from) / counts.length];
  counts.forEach((count, bin) => {
    const middle = from + (bin + 0.5) * own;
    const target = Math.floor((middle - range.from) / wide);
    shares[target] = (shares[target] ?? 0) + count / Math.max(1, total);
  });
  return shares;
}

/** Shares below this are drawn as if there were none. */
const leastShare = 1e-4;

/** Height of a share on a logarithmic axis from 0.01 % to 100 %, in [0, 1]. */
export function logLevel(share: number): number {
  return share <= leastShare ? 0 : 1 - Math.log10(share) / Math.log10(leastShare);
}
