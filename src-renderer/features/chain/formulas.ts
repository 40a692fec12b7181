/** The formula of each stage with the numbers of the cell in hand put into it, as LaTeX, one entry a line. No Vue. */
import type { ActivationName } from '../../../src-engine';
import type { CellTrace, PoolTrace } from './cell-trace';
import type { ChainStage } from './chain-stages';

const functions: Record<ActivationName, string> = {
  sigmoid: '\\sigma',
  tanh: '\\tanh',
  relu: '\\mathrm{ReLU}',
  leakyRelu: '\\mathrm{lReLU}',
  linear: '',
  softmax: '',
};

/** Three significant digits, as much as the width of a stage allows. */
export function texNumber(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? '\\infty' : '-\\infty';
  const size = Math.abs(value);
  if (size === 0) return '0';
  if (size >= 1000 || size < 0.0005) {
    const [digits = '0', power = '0'] = value.toExponential(1).split('e');
    return `${digits}\\!\\cdot\\!10^{${Number(power)}}`;
  }
  return value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3);
}

function signed(value: number): string {
  return value < 0 ? `- ${texNumber(-value)}` : `+ ${texNumber(value)}`;
}

function activationOf(stage: ChainStage): ActivationName {
  return 'activation' in stage.spec ? stage.spec.activation : 'linear';
}

/** What the last stage says about all classes. */
export interface ClassNumbers {
  readonly logits: ArrayLike<number>;
  readonly probabilities: ArrayLike<number>;
  readonly chosen: number;
}

/**
 * @param value what the stage puts out at the cell
 * @param classes of the last stage of a classifier; null of all others
 */
export function formulaOf(
  stage: ChainStage,
  trace: CellTrace | null,
  value: number,
  classes: ClassNumbers | null,
): readonly string[] {
  if (trace === null) return [`a = ${texNumber(value)}`];
  if (trace.kind !== 'sum') return pooled(trace);
  const z = trace.sum + trace.bias;
  const places = stage.spec.type === 'dense' ? 'j' : 'm,n,c';
  return [
    `z = \\textstyle\\sum_{${places}} x\\,w + b`,
    `\\phantom{z} = ${texNumber(trace.sum)} ${signed(trace.bias)}`,
    `\\phantom{z} = ${texNumber(z)}`,
    ...(classes === null ? activated(stage, value) : shared(classes)),
  ];
}

function pooled({ kind, shape, result }: PoolTrace): string[] {
  if (kind === 'max') return ['a = \\max_{m,n}\\, x_{m,n}', `\\phantom{a} = ${texNumber(result)}`];
  const count = shape.height * shape.width;
  return [
    `a = \\textstyle\\sum_{m,n} x_{m,n} / ${count}`,
    `\\phantom{a} = ${texNumber(result * count)} / ${count}`,
    `\\phantom{a} = ${texNumber(result)}`,
  ];
}

function activated(stage: ChainStage, value: number): string[] {
  const name = functions[activationOf(stage)];
  return name === '' ? [] : [`a = ${name}(z) = ${texNumber(value)}`];
}

/** Softmax with the largest z taken off, which changes nothing and keeps the powers small. */
function shared({ logits, probabilities, chosen }: ClassNumbers): string[] {
  const all = Array.from(logits);
  const largest = Math.max(...all);
  const total = all.reduce((sum, z) => sum + Math.exp(z - largest), 0);
  const share = texNumber(Math.exp((all[chosen] ?? 0) - largest));
  return [
    'p = e^{z} / \\textstyle\\sum_k e^{z_k}',
    `\\phantom{p} = ${share} / ${texNumber(total)} = ${texNumber(probabilities[chosen] ?? 0)}`,
  ];
}
