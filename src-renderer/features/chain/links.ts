/** How the stages hang together: what a cell of one of them depends on below, and what depends on it above. No Vue. */
import { mapFields, projectiveField, receptiveField, type FieldRegion } from '../../../src-engine';
import type { ChainStage, MapShape } from './chain-stages';

/** One number of the maps of a stage. */
export interface MapCell {
  readonly y: number;
  readonly x: number;
  readonly channel: number;
}

/** The same with its stage; stage −1 is the picture, whose channel does not count. */
export interface ChainCell extends MapCell {
  readonly stage: number;
}

/** A part of the maps of a stage. */
export interface LinkedPart {
  readonly region: FieldRegion;
  /** The only map concerned; null where all are. */
  readonly channel: number | null;
}

export interface Links {
  /** The part of the picture. */
  readonly picture: LinkedPart;
  /** One for each stage. */
  readonly stages: readonly LinkedPart[];
}

const point = (y: number, x: number): FieldRegion => ({ top: y, left: x, height: 1, width: 1 });
const whole = ({ height, width }: MapShape): FieldRegion => ({ top: 0, left: 0, height, width });
const isVector = ({ height, width }: MapShape): boolean => height * width === 1;

/** What a part of a stage's output is made of. */
function below(stage: ChainStage, { region, channel }: LinkedPart): LinkedPart {
  const kept = stage.keepsChannels ? channel : null;
  if (stage.spec.type === 'dense') return { region: whole(stage.input), channel: null };
  if (isVector(stage.input)) return { region: point(0, 0), channel: kept };
  const { height, width, channels } = stage.input;
  return {
    region: receptiveField(mapFields([stage.spec], [height, width, channels]), 0, region),
    channel: kept,
  };
}

/** What of a stage's output is made of a part of its input. */
function above(stage: ChainStage, { region, channel }: LinkedPart): LinkedPart {
  const kept = stage.keepsChannels ? channel : null;
  if (stage.spec.type === 'dense') return { region: point(0, 0), channel: null };
  if (isVector(stage.input)) return { region: point(0, 0), channel: kept };
  const { height, width, channels } = stage.input;
  return {
    region: projectiveField(mapFields([stage.spec], [height, width, channels]), 0, region),
    channel: kept,
  };
}

/** The parts of all stages that hang together with a cell. */
export function linksOf(stages: readonly ChainStage[], cell: ChainCell): Links {
  const own: LinkedPart = {
    region: point(cell.y, cell.x),
    channel: cell.stage < 0 ? null : cell.channel,
  };
  const parts = new Map<number, LinkedPart>([[cell.stage, own]]);
  let down = own;
  for (let index = cell.stage; index >= 0; index--) {
    const stage = stages[index];
    if (stage === undefined) continue;
    down = below(stage, down);
    parts.set(index - 1, down);
  }
  let up = own;
  for (let index = cell.stage + 1; index < stages.length; index++) {
    const stage = stages[index];
    if (stage === undefined) continue;
    up = above(stage, up);
    parts.set(index, up);
  }
  const nothing: LinkedPart = { region: { top: 0, left: 0, height: 0, width: 0 }, channel: null };
  return {
    picture: parts.get(-1) ?? nothing,
    stages: stages.map((_, index) => parts.get(index) ?? nothing),
  };
}

/**
 * The cell of a part that answers most: what stands for the part in formulas.
 * Shapes: values [height, width, channels]
 */
export function strongest(
  stage: number,
  values: ArrayLike<number>,
  { width, channels }: MapShape,
  { region, channel }: LinkedPart,
): ChainCell {
  let best: ChainCell = { stage, y: region.top, x: region.left, channel: channel ?? 0 };
  let most = -Infinity;
  for (let y = region.top; y < region.top + region.height; y++) {
    for (let x = region.left; x < region.left + region.width; x++) {
      for (let c = channel ?? 0; c < (channel ?? channels - 1) + 1; c++) {
        const value = values[(y * width + x) * channels + c] ?? -Infinity;
        if (value <= most) continue;
        most = value;
        best = { stage, y, x, channel: c };
      }
    }
  }
  return best;
}

/** Whether a cell lies in a part of its stage. */
export function isIn({ y, x, channel }: ChainCell, part: LinkedPart): boolean {
  const { top, left, height, width } = part.region;
  const isInside = y >= top && y < top + height && x >= left && x < left + width;
  return isInside && (part.channel === null || part.channel === channel);
}
