/** What a built-in set of generated pictures is: its sizes, and its pictures one by one. */
export interface SampleSet {
  /** Experiments name it `sample:NAME`. */
  readonly name: string;
  readonly title: string;
  /** A sentence for people. */
  readonly description: string;
  readonly heightPx: number;
  readonly widthPx: number;
  readonly channels: 1 | 3;
  readonly count: number;
  /** Empty where the pictures have no classes. */
  readonly classNames: readonly string[];
  /** Class of picture `index`, −1 where there are none. */
  label(index: number): number;
  /** New uint8 pixels [heightPx, widthPx, channels] of picture `index`, always the same bytes. */
  picture(index: number): Uint8Array;
}
