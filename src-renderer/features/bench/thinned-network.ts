/** What a drawing of a network shows: its stages, how many units there is room for, and which were dropped. No DOM. */
import type { DroppedNumbers, LayerSummary } from '../../../src-engine';

/** One column of the drawing: the input, or a layer that computes something of its own. */
export interface Stage {
  readonly title: string;
  /** Feature maps, drawn as squares, or single units. */
  readonly kind: 'units' | 'maps';
  /** Units or maps. */
  readonly count: number;
  /** Places of a map; 1 for units. */
  readonly places: number;
  /** Of a map in places; 1 for units. */
  readonly columns: number;
  /** Whether all its units see all of the stage before, rather than the map of the same number. */
  readonly sees: 'all' | 'same';
  /** What the dropout behind it leaves out of this minibatch; null where there is none. */
  readonly dropped: DroppedNumbers | null;
}

/** Kinds of layers that get a column of their own; the others change nothing that is drawn. */
const drawnKinds: ReadonlySet<string> = new Set([
  'dense',
  'conv2d',
  'convTranspose2d',
  'pool2d',
  'upsample2d',
]);

/**
 * @param inputShape [height, width, channels], or the numbers of one input
 * @param dropped of the latest minibatch, or none: then the whole network is drawn
 */
export function stagesOf(
  inputShape: readonly number[],
  layers: readonly Pick<LayerSummary, 'index' | 'type' | 'title' | 'outputShape'>[],
  dropped: readonly DroppedNumbers[],
): Stage[] {
  const stages: Stage[] = [
    // Its pixels are units to a dense layer, whatever their shape.
    {
      title: 'Input',
      ...unitsOf([inputShape.reduce((product, side) => product * side, 1)]),
      sees: 'all',
      dropped: null,
    },
  ];
  for (const { index, type, title, outputShape } of layers) {
    const left = dropped.find(({ layer }) => layer === index);
    if (type === 'dropout') {
      const last = stages[stages.length - 1];
      if (left !== undefined && last !== undefined) stages[stages.length - 1] = { ...last, dropped: left };
    } else if (drawnKinds.has(type)) {
      const sees = type === 'pool2d' || type === 'upsample2d' ? 'same' : 'all';
      stages.push({ title: shortTitle(title), ...unitsOf(outputShape), sees, dropped: null });
    }
  }
  return stages;
}

function unitsOf(shape: readonly number[]): Pick<Stage, 'kind' | 'count' | 'places' | 'columns'> {
  const [first = 1, second, channels] = shape;
  if (second === undefined) return { kind: 'units', count: first, places: 1, columns: 1 };
  return { kind: 'maps', count: channels ?? 1, places: first * second, columns: second };
}

/** Columns are narrow: what is usual, or follows a comma or a bracket, is left to the settings. */
function shortTitle(title: string): string {
  return title
    .replace(/[,(].*$/, '')
    .replace(/^Dense · /, '')
    .trim();
}

/** Whether number `index` of the layer was dropped; what is not told was not. */
export function isDropped({ bits, told }: DroppedNumbers, index: number): boolean {
  return index < told && (((bits[index >> 3] ?? 0) >> (index & 7)) & 1) === 1;
}

/** How many of the numbers that are told were dropped. */
export function droppedCount(dropped: DroppedNumbers): number {
  let count = 0;
  for (let index = 0; index < dropped.told; index += 1) if (isDropped(dropped, index)) count += 1;
  return count;
}

/** A unit, or the part of a map that was dropped, in [0, 1]. */
export function droppedShare(stage: Stage, unit: number): number {
  const { dropped, places, count } = stage;
  if (dropped === null) return 0;
  let left = 0;
  for (let place = 0; place < places; place += 1) {
    // Pictures are [height, width, channels], so the numbers of a map lie `count` apart.
    if (isDropped(dropped, place * count + unit)) left += 1;
  }
  return left / places;
}

/** Units that were dropped as a whole, of the first `shown`. */
export function droppedUnits(stage: Stage, shown: number): number[] {
  return Array.from({ length: shown }, (_, unit) => unit).filter((unit) => droppedShare(stage, unit) === 1);
}

export interface StageLayout {
  /** Centre of the column. */
  readonly x: number;
  /** Centres of the units drawn, from the first on. */
  readonly ys: readonly number[];
  /** Radius of a unit, half the side of a map. */
  readonly size: number;
  /** Units there was no room for. */
  readonly more: number;
}

export interface Room {
  readonly width: number;
  readonly height: number;
  /** Kept free for the titles above and what is said below. */
  readonly above: number;
  readonly below: number;
}

/** Of the titles above the columns. */
export const titleHeight = 22;

/** A canvas of this size, with the titles above and nothing below. */
export function roomOf(width: number, height: number): Room {
  return { width, height, above: titleHeight, below: 4 };
}

const mostUnits = 60;
const leastPitch = 9;
const mostPitch = 26;
const leastMapPitch = 20;
const mostMapPitch = 44;

/** Lengths in the unit of the room, all columns equally far apart. */
export function layoutStages(stages: readonly Stage[], room: Room): StageLayout[] {
  const height = Math.max(0, room.height - room.above - room.below);
  const pitchX = room.width / Math.max(1, stages.length);
  return stages.map((stage, index) => {
    const [least, most] = stage.kind === 'maps' ? [leastMapPitch, mostMapPitch] : [leastPitch, mostPitch];
    const fits = Math.max(1, Math.min(mostUnits, Math.floor(height / least)));
    // What there is no room for is said in the place of a unit.
    const shown = stage.count <= fits ? stage.count : Math.max(1, fits - 1);
    const slots = stage.count <= fits ? shown : fits;
    const pitch = Math.min(most, height / slots);
    const top = room.above + (height - pitch * slots) / 2 + pitch / 2;
    return {
      x: (index + 0.5) * pitchX,
      ys: Array.from({ length: shown }, (_, unit) => top + unit * pitch),
      size: Math.min(pitch * 0.38, pitchX * 0.16),
      more: stage.count - shown,
    };
  });
}
