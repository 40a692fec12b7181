/** The lines of a chart as comma-separated values (RFC 4180): one row for each x, one column for each line and band edge. */
import type { ChartPoint, Series } from './series';

interface Column {
  readonly name: string;
  readonly points: readonly ChartPoint[];
}

function columnsOf(series: readonly Series[]): Column[] {
  return series.flatMap(({ label, points, band, background }, index) => {
    const name = label === '' ? `line ${index + 1}` : label;
    if (background && label === '') return [];
    return [
      { name, points },
      ...(band === undefined
        ? []
        : [
            { name: `${name} (low)`, points: band.lo },
            { name: `${name} (high)`, points: band.hi },
          ]),
    ];
  });
}

/** Quoted where a comma, a quote or a line end asks for it. */
function cell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * All points of all lines, not only those that are shown, with every digit they have; a cell is empty where a line has
 * no point. Rows end in CR LF.
 * @param xLabel head of the first column
 */
export function chartCsv(series: readonly Series[], xLabel: string): string {
  const columns = columnsOf(series);
  const values = columns.map(({ points }) => new Map(points.map(({ x, y }) => [x, y])));
  const places = [...new Set(columns.flatMap(({ points }) => points.map(({ x }) => x)))].sort(
    (a, b) => a - b,
  );
  const rows = [
    [xLabel, ...columns.map(({ name }) => name)],
    ...places.map((x) => [String(x), ...values.map((column) => column.get(x)?.toString() ?? '')]),
  ];
  return rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}
