/** What a line chart is given: lines with their strokes and bands, and events along x. */

export interface ChartPoint {
  readonly x: number;
  readonly y: number;
}

/** How a line looks: colour and dashes both tell it from others, so that either is enough. */
export interface Stroke {
  /** Token that holds its colour, e.g. `--a`. */
  readonly colorToken: string;
  /** Lengths of strokes and gaps in px; a whole line where nothing is said. */
  readonly dash?: readonly number[];
  /** Of the line in px. */
  readonly widthPx?: number;
}

export interface Series extends Stroke {
  readonly label: string;
  /** What it is called among many, where there is no room for the label. */
  readonly shortLabel?: string;
  /** In rising x. */
  readonly points: readonly ChartPoint[];
  /** Lower and upper edge around the line: an interval, or how far what it is a mean of spreads. */
  readonly band?: { readonly lo: readonly ChartPoint[]; readonly hi: readonly ChartPoint[] };
  /** A thin line without a name, a legend or a reading: the noise behind the means. */
  readonly background?: boolean;
}

/** Something that happened at a place of x: a line across the chart with a word at its top. */
export interface EventMark {
  readonly x: number;
  /** Empty for a line without a word. */
  readonly label: string;
  /** `--accent` where nothing is said. */
  readonly colorToken?: string;
}
