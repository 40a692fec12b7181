/** Numbers, names and words of models as Python source. */

/** JavaScript's shortest digits are read back by Python as the same float64. */
export function pythonNumber(value: number): string {
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}

/** JSON's strings are Python's too. */
export function pythonString(text: string): string {
  return JSON.stringify(text);
}

export function pythonTuple(values: readonly (number | string)[]): string {
  return values.length === 1 ? `(${values[0]},)` : `(${values.join(', ')})`;
}

/** For a comment or a docstring: on one line, without what would end it. */
export function pythonWords(text: string): string {
  return text.replaceAll(/[\r\n\\"]+/g, ' ');
}

/** `module.function`-safe name of a tensor or layer. */
export function pythonName(name: string): string {
  return name.replaceAll(/\W/g, '_');
}

/** Lines at an indentation of so many steps of four spaces. */
export function indented(depth: number, lines: readonly string[]): string[] {
  return lines.map((line) => (line === '' ? '' : `${'    '.repeat(depth)}${line}`));
}
