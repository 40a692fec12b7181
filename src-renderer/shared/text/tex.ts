/** Numbers as formulas write them. */
import { formatValue } from './format';

/** As `formatValue`, with powers of ten set as such. */
export function texValue(value: number | null | undefined): string {
  const text = formatValue(value);
  const power = /^(.+)e(-?\d+)$/.exec(text);
  return power === null ? text.replace('–', '\\text{–}') : `${power[1]}\\cdot 10^{${power[2]}}`;
}
