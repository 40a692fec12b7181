/** What the view shows: the stages with their numbers for the picture at hand, the cell that is looked at, and its links. */
import { computed, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue';
import { applyPreprocessing } from '../../../src-engine';
import { useAnswer } from '../../explorer/use-answer';
import {
  rangeOf,
  type NumberPicture,
  type PictureMap,
  type PictureRange,
} from '../../shared/canvas/paint-picture';
import { traceOf, type CellTrace } from './cell-trace';
import { stagesOf, type ChainStage, type MapShape } from './chain-stages';
import type { EditablePicture } from './edit-picture';
import { formulaOf } from './formulas';
import { isIn, linksOf, strongest, type ChainCell, type LinkedPart } from './links';
import type { OpenNetwork } from './use-network';

interface DrawnStage {
  readonly stage: ChainStage;
  readonly picture: NumberPicture;
  readonly map: PictureMap;
  readonly range: PictureRange;
}

interface StagePicture extends DrawnStage {
  /** What the layer puts out, and what is shown of it: of a classifier the logits and the probabilities. */
  readonly raw: Float32Array;
  readonly values: Float32Array;
}

/** A stage with everything that is drawn of it. */
export interface ShownStage extends DrawnStage {
  readonly part: LinkedPart;
  /** The cell that the formula is about. */
  readonly cell: ChainCell;
  readonly value: number;
  readonly trace: CellTrace | null;
  readonly formula: readonly string[];
}

export interface Chain {
  readonly stages: ComputedRef<readonly ShownStage[]>;
  /** What the first stage sees, and its colours. */
  readonly input: ComputedRef<{ readonly map: PictureMap; readonly range: PictureRange } | null>;
  /** The part of the picture that the cell in hand sees. */
  readonly picturePart: ComputedRef<LinkedPart>;
  /** The cell that is looked at; stage −1 is the picture. */
  readonly hand: ShallowRef<ChainCell>;
  /** Why the picture at hand has no numbers. */
  readonly error: Ref<string | null>;
}

const nothing: LinkedPart = { region: { top: 0, left: 0, height: 0, width: 0 }, channel: null };
const start: ChainCell = { stage: 0, y: 0, x: 0, channel: 0 };

function coloursOf(values: ArrayLike<number>): { readonly map: PictureMap; readonly range: PictureRange } {
  const [from, to] = rangeOf(values);
  return from < 0 ? { map: 'diverging', range: [from, to] } : { map: 'intensity', range: [0, to] };
}

function pictureOf({ height, width, channels }: MapShape, values: ArrayLike<number>): NumberPicture {
  return { height, width, channels, values };
}

export function useChain(open: () => OpenNetwork | null, picture: () => EditablePicture | null): Chain {
  const hand: ShallowRef<ChainCell> = shallowRef(start);
  const plan = computed(() => {
    const network = open()?.network;
    if (network === undefined) return null;
    const { experiment, layers, sampleShape } = network;
    return { stages: stagesOf(experiment, layers, sampleShape) };
  });
  const { answer, answered, error } = useAnswer('chain', () => {
    const [network, shown] = [open(), picture()];
    if (network === null || shown === null || !fits(shown, network)) return null;
    const values = shown.values.slice();
    applyPreprocessing(network.network.preprocessing, values, values.length);
    return { key: network.opened.key, values };
  });
  watch(
    () => open()?.runId,
    () => (hand.value = start),
  );

  /** Numbers that belong together: of the network that is open now. */
  const numbers = computed(() => {
    const [network, current, question] = [open(), answer.value, answered.value];
    if (network === null || current === null || question?.key !== network.opened.key) return kept.value;
    return { network, ...current, input: question.values };
  });
  const kept: ShallowRef<Numbers | null> = shallowRef(null);
  watch(numbers, (latest) => {
    if (latest !== null && open() !== null) kept.value = latest;
  });
  watch(
    () => open()?.runId,
    () => (kept.value = null),
  );

  watch(numbers, (latest) => {
    const [first] = plan.value?.stages ?? [];
    if (latest === null || first === undefined || hand.value !== start) return;
    const { height, width } = first.output;
    const everywhere = { region: { top: 0, left: 0, height, width }, channel: null };
    hand.value = strongest(0, latest.activations[first.layer] ?? [], first.output, everywhere);
  });

  const links = computed(() => (plan.value === null ? null : linksOf(plan.value.stages, hand.value)));

  /** Apart from the cell in hand, so that pictures are drawn again only when their numbers have changed. */
  const pictures = computed<readonly StagePicture[]>(() => {
    const [shown, at] = [plan.value, numbers.value];
    if (shown === null || at === null) return [];
    return shown.stages.map((stage) => {
      const raw = at.activations[stage.layer] ?? new Float32Array();
      const values = stage.layer === at.activations.length - 1 ? at.outputs : raw;
      return { stage, raw, values, picture: pictureOf(stage.output, values), ...coloursOf(values) };
    });
  });

  const stages = computed<readonly ShownStage[]>(() => {
    const [at, parts] = [numbers.value, links.value];
    if (at === null || parts === null) return [];
    return pictures.value.map(({ raw, values, ...drawn }, index) => {
      const { stage } = drawn;
      const part = parts.stages[index] ?? parts.picture;
      const cell = cellOf(index, hand.value, values, stage, part);
      const input = pictures.value[index - 1]?.raw ?? at.input;
      const tensors = at.network.opened.tensors[stage.layer] ?? { weights: null, bias: null };
      const trace = traceOf(stage, cell, input, tensors);
      const place = (cell.y * stage.output.width + cell.x) * stage.output.channels + cell.channel;
      const value = values[place] ?? 0;
      const isSoftmax = 'activation' in stage.spec && stage.spec.activation === 'softmax';
      const classes = isSoftmax ? { logits: raw, probabilities: at.outputs, chosen: cell.channel } : null;
      return { ...drawn, part, cell, value, trace, formula: formulaOf(stage, trace, value, classes) };
    });
  });

  return {
    stages,
    input: computed(() => (numbers.value === null ? null : inputColours(numbers.value.input))),
    picturePart: computed(() => links.value?.picture ?? nothing),
    hand,
    error,
  };
}

interface Numbers {
  readonly network: OpenNetwork;
  readonly activations: readonly Float32Array[];
  readonly outputs: Float32Array;
  /** Preprocessed. */
  readonly input: Float32Array;
}

function fits(picture: EditablePicture, { network }: OpenNetwork): boolean {
  const [height, width, channels] = network.sampleShape;
  return picture.height === height && picture.width === width && picture.channels === channels;
}

/** Pixels are grey; what preprocessing has moved below zero is not. */
function inputColours(values: ArrayLike<number>): { readonly map: PictureMap; readonly range: PictureRange } {
  const [from, to] = rangeOf(values);
  return from < 0 ? { map: 'diverging', range: [from, to] } : { map: 'grey', range: [0, Math.max(1, to)] };
}

/** The cell itself where the stage is in hand, else the strongest of the part that hangs together with it. */
function cellOf(
  index: number,
  hand: ChainCell,
  values: ArrayLike<number>,
  { output }: ChainStage,
  part: LinkedPart,
): ChainCell {
  if (index === hand.stage && isIn(hand, part)) return hand;
  return strongest(index, values, output, part);
}
