/** The curves of arms on common axes: a colour each, training as a whole line, validation dashed. No Vue. */
import { bandOverEpochs, type EpochValue, type Metrics } from '../../../src-engine';
import type { EpochRow } from '../../../src-main/contract/runs';
import type { ChartPoint, Series } from '../../shared/charts/series';
import { strokeAt } from '../../shared/charts/strokes';

/** One run of an arm. */
export interface ArmCurve {
  readonly name: string;
  /** Place of the arm, from 0. */
  readonly arm: number;
  readonly epochs: readonly EpochRow[];
}

export type Figure = 'loss' | 'accuracy';

const validationDash = [5, 4];

function pointsOf(
  epochs: readonly EpochRow[],
  valueOf: (row: EpochRow) => number | null | undefined,
): ChartPoint[] {
  return epochs.flatMap((row) => {
    const y = valueOf(row);
    return y == null ? [] : [{ x: row.epoch, y }];
  });
}

/** Two lines for each arm; validation is left out where nothing was measured. */
export function curvesOf(arms: readonly ArmCurve[], figure: Figure): Series[] {
  return arms.flatMap(({ name, arm, epochs }) => {
    const { colorToken } = strokeAt(arm);
    const validation = pointsOf(epochs, (row) => row.validation?.[figure]);
    return [
      { label: name, colorToken, points: pointsOf(epochs, (row) => row.train[figure]) },
      ...(validation.length === 0
        ? []
        : [{ label: `${name}, validation`, colorToken, points: validation, dash: validationDash }]),
    ];
  });
}

/**
 * How much better a network is at what it trains on than at what it does not: train minus other accuracy, or other minus
 * train loss. Null where there is no accuracy.
 */
export function gapBetween(train: Metrics, other: Metrics, figure: Figure): number | null {
  if (figure === 'loss') return other.loss - train.loss;
  return train.accuracy === null || other.accuracy === null ? null : train.accuracy - other.accuracy;
}

/** Of an epoch, against the validation split; null where that is empty. */
export function gapOf({ train, validation }: EpochRow, figure: Figure): number | null {
  return validation === null ? null : gapBetween(train, validation, figure);
}

export function gapCurvesOf(arms: readonly ArmCurve[], figure: Figure): Series[] {
  return arms.map(({ name, arm, epochs }) => ({
    label: name,
    colorToken: strokeAt(arm).colorToken,
    points: pointsOf(epochs, (row) => gapOf(row, figure)),
  }));
}

/** What is drawn over many seeds, and how an epoch has it. */
export type BandFigure = 'validation.accuracy' | 'validation.loss' | 'train.accuracy' | 'train.loss' | 'gap';

function valueOf(row: EpochRow, figure: BandFigure): number | null {
  switch (figure) {
    case 'validation.accuracy':
      return row.validation?.accuracy ?? null;
    case 'validation.loss':
      return row.validation?.loss ?? null;
    case 'train.accuracy':
      return row.train.accuracy;
    case 'train.loss':
      return row.train.loss;
    case 'gap':
      return gapOf(row, row.train.accuracy === null ? 'loss' : 'accuracy');
  }
}

/** The mean over the seeds of each arm with its 95 % interval as a band, epoch by epoch. */
export function bandsOf(
  arms: readonly {
    readonly name: string;
    readonly arm: number;
    readonly runs: readonly (readonly EpochRow[])[];
  }[],
  figure: BandFigure,
): Series[] {
  return arms.map(({ name, arm, runs }) => {
    const curves = runs.map((rows) =>
      rows.flatMap((row): EpochValue[] => {
        const value = valueOf(row, figure);
        return value === null ? [] : [{ epoch: row.epoch, value }];
      }),
    );
    const band = bandOverEpochs(curves);
    const edge = (side: 'lo' | 'hi'): ChartPoint[] =>
      band.flatMap((point) => (point[side] === null ? [] : [{ x: point.epoch, y: point[side] }]));
    return {
      label: name,
      colorToken: strokeAt(arm).colorToken,
      points: band.map(({ epoch, mean }) => ({ x: epoch, y: mean })),
      band: { lo: edge('lo'), hi: edge('hi') },
    };
  });
}
