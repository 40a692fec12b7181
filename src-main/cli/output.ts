/** What commands print: JSON lines for programs, aligned text for people, progress on stderr if it is a terminal. */

const BAR_WIDTH = 24;

export class Output {
  readonly json: boolean;
  #barIsShown = false;

  constructor(json: boolean) {
    this.json = json;
  }

  /** One JSON line; nothing in text mode. */
  event(event: object): void {
    if (this.json) process.stdout.write(`${JSON.stringify(event)}\n`);
  }

  /** One line for people; nothing in JSON mode. */
  line(text: string): void {
    if (this.json) return;
    this.clearProgress();
    process.stdout.write(`${text}\n`);
  }

  /**
   * Redraws the progress bar.
   * @param share in [0, 1]
   */
  progress(share: number, text: string): void {
    if (!process.stderr.isTTY) return;
    const filled = Math.round(Math.min(1, Math.max(0, share)) * BAR_WIDTH);
    const bar = '█'.repeat(filled) + '░'.repeat(BAR_WIDTH - filled);
    const columns = process.stderr.columns;
    process.stderr.write(`\r\x1b[K${`${bar}  ${text}`.slice(0, Math.max(20, columns - 1))}`);
    this.#barIsShown = true;
  }

  clearProgress(): void {
    if (!this.#barIsShown) return;
    process.stderr.write('\r\x1b[K');
    this.#barIsShown = false;
  }

  /** Rows under a heading in columns as wide as their widest cell; numbers to the right. */
  table(heading: readonly string[], rows: readonly (readonly (string | number)[])[]): void {
    const texts = [heading, ...rows.map((row) => row.map(String))];
    const widths = heading.map((_, column) => Math.max(...texts.map((row) => row[column]?.length ?? 0)));
    texts.forEach((row, index) => {
      const cells = row.map((cell, column) => {
        const width = widths[column] ?? 0;
        const isNumber = typeof rows[Math.max(0, index - 1)]?.[column] === 'number';
        return isNumber ? cell.padStart(width) : cell.padEnd(width);
      });
      this.line(cells.join('  ').trimEnd());
    });
  }
}

/** E.g. `8 s`, `2 min 05 s`, `1 h 10 min`. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
  return `${Math.floor(whole / 3600)} h ${String(Math.floor((whole % 3600) / 60)).padStart(2, '0')} min`;
}

/** Four significant digits, without an exponent where people expect none. */
export function significant(value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  return size >= 1e-3 && size < 1e6 ? String(Number(value.toPrecision(4))) : value.toExponential(2);
}

export function rate(perSecond: number): string {
  return Math.round(perSecond).toLocaleString('en');
}
