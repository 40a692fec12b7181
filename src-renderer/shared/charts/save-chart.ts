/** A chart as a file: its numbers as CSV, or its picture as PNG with title and legend. Main asks where it shall go. */
import { lab } from '../../api/lab';
import { token } from '../canvas/theme';
import { chartCsv } from './chart-csv';
import type { LineChartProps } from './chart-config';

export interface SavedFile {
  readonly name: string;
  readonly sizeBytes: number;
}

const marginPx = 12;
const rowPx = 18;
const keyPx = 26;
/** Pixels of the file for one of the window. */
export const pictureFineness = 2;

/** The first sentence of what the chart shows. */
function titleOf({ label }: LineChartProps): string {
  return label.split('. ')[0]?.replace(/\.$/, '') ?? label;
}

export function fileNameOf(props: LineChartProps, ending: string): string {
  const words = titleOf(props)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 60);
  return `${words || 'chart'}.${ending}`;
}

/** Null when nobody chose a place. */
export function saveCsv(props: LineChartProps): Promise<SavedFile | null> {
  return lab.app.saveFile({
    suggestedName: fileNameOf(props, 'csv'),
    content: chartCsv(props.series, props.xLabel),
  });
}

export async function copyCsv(props: LineChartProps): Promise<void> {
  await lab.app.copyText({ text: chartCsv(props.series, props.xLabel) });
}

/** Null when nobody chose a place. @param drawn the chart, `pictureFineness` times as fine as in the window */
export async function savePng(props: LineChartProps, drawn: HTMLCanvasElement): Promise<SavedFile | null> {
  const picture = composePicture(props, drawn);
  const blob = await new Promise<Blob | null>((resolve) => picture.toBlob(resolve, 'image/png'));
  if (blob === null)
    throw new Error('The picture of the chart could not be made: make the window smaller and try again.');
  const content = new Uint8Array(await blob.arrayBuffer());
  return lab.app.saveFile({ suggestedName: fileNameOf(props, 'png'), content });
}

interface Key {
  readonly label: string;
  readonly color: string;
  readonly dash: readonly number[];
  readonly left: number;
  readonly top: number;
}

/** Names of lines in rows as wide as the picture. */
function layOutKeys({ series }: LineChartProps, widthOf: (text: string) => number, room: number): Key[] {
  let [left, top] = [0, 0];
  return series.flatMap(({ label, colorToken, dash = [], background }): Key[] => {
    if (background || label === '') return [];
    const width = keyPx + widthOf(label) + marginPx;
    if (left > 0 && left + width > room) [left, top] = [0, top + rowPx];
    const key = { label, color: token(colorToken), dash, left, top };
    left += width;
    return [key];
  });
}

/** On the ground of the theme, so that it can be read wherever it is put. */
function composePicture(props: LineChartProps, drawn: HTMLCanvasElement): HTMLCanvasElement {
  const picture = document.createElement('canvas');
  const context = picture.getContext('2d');
  if (context === null) throw new Error('This window cannot draw: restart the app.');
  const [width, height] = [drawn.width / pictureFineness, drawn.height / pictureFineness];
  const font = token('--font-ui');
  context.font = `11px ${font}`;
  const keys = layOutKeys(props, (text) => context.measureText(text).width, width);
  const legendPx = keys.length === 0 ? 0 : (keys.at(-1)?.top ?? 0) + rowPx + marginPx;
  const titlePx = rowPx + marginPx;
  picture.width = (width + 2 * marginPx) * pictureFineness;
  picture.height = (height + 2 * marginPx + titlePx + legendPx) * pictureFineness;
  context.scale(pictureFineness, pictureFineness);
  context.fillStyle = token('--surface');
  context.fillRect(0, 0, picture.width, picture.height);
  context.textBaseline = 'middle';
  context.fillStyle = token('--text');
  context.font = `600 13px ${font}`;
  context.fillText(titleOf(props), marginPx, marginPx + rowPx / 2, width);
  context.drawImage(drawn, marginPx, marginPx + titlePx, width, height);
  context.font = `11px ${font}`;
  for (const { label, color, dash, left, top } of keys) {
    const x = marginPx + left;
    const y = 2 * marginPx + titlePx + height + top + rowPx / 2;
    context.strokeStyle = color;
    context.lineWidth = 2;
    context.setLineDash([...dash]);
    context.beginPath();
    context.moveTo(x, y);
    context.lineTo(x + keyPx - 6, y);
    context.stroke();
    context.fillStyle = token('--muted');
    context.fillText(label, x + keyPx, y);
  }
  return picture;
}
