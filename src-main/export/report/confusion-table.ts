/** Which classes are taken for which, as a table with shades: blue for what is right, orange for what is taken for another. */
import type { RecordedConfusion } from '../run-record';
import { html, type Markup } from './html';
import { count, percent } from './numbers';

/** With more classes the numbers would not fit; shades and titles remain. */
const MOST_NUMBERS = 26;
/** With more classes the table would not fit: the worst mistakes are listed instead. */
const MOST_CLASSES = 60;
const LISTED_MISTAKES = 20;
/** Of the series' colour, in percent, where a whole row lies in one cell. */
const DEEPEST = 55;

export function confusionTable({ classNames, counts }: RecordedConfusion): Markup {
  const total = counts.flat().reduce((sum, one) => sum + one, 0);
  const right = counts.reduce((sum, row, index) => sum + (row[index] ?? 0), 0);
  const headline = html`<p class="headline">
    <b>${total === 0 ? 'none' : percent(right / total)}</b> right, ${count(right)} of ${count(total)}
  </p>`;
  return html`${headline}${classNames.length > MOST_CLASSES ? mistakes(classNames, counts) : matrix(classNames, counts)}`;
}

function matrix(classNames: readonly string[], counts: RecordedConfusion['counts']): Markup {
  const hasNumbers = classNames.length <= MOST_NUMBERS;
  const heads = classNames.map((name, column) => html`<th scope="col" title="${name}">${column}</th>`);
  return html`<div class="scroll">
    <table class="confusion${hasNumbers ? '' : ' many'}">
      <thead>
        <tr>
          <th class="corner">true ↓ predicted →</th>
          ${heads}
          <th scope="col" class="recall">recall</th>
        </tr>
      </thead>
      <tbody>
        ${counts.map((row, actual) => matrixRow(row, actual, classNames, hasNumbers))}
      </tbody>
    </table>
  </div>`;
}

function matrixRow(
  row: readonly number[],
  actual: number,
  classNames: readonly string[],
  hasNumbers: boolean,
): Markup {
  const total = row.reduce((sum, one) => sum + one, 0);
  const name = classNames[actual] ?? String(actual);
  const cells = row.map((number, predicted) => {
    const share = total === 0 ? 0 : number / total;
    // By the root, so that the rare mistakes can be seen beside what is usual.
    const depth = Math.round(DEEPEST * Math.sqrt(share));
    const what =
      actual === predicted ? 'recognised' : `taken for ${classNames[predicted] ?? String(predicted)}`;
    return html`<td
      class="${actual === predicted ? 'hit' : 'miss'}"
      style="--depth:${depth}%"
      title="${name} ${what}: ${count(number)}, ${percent(share)} of the row"
    >
      ${hasNumbers && number > 0 ? count(number) : ''}
    </td>`;
  });
  const recall = total === 0 ? '–' : percent((row[actual] ?? 0) / total);
  return html`<tr>
    <th scope="row"><span class="index">${actual}</span> ${name}</th>
    ${cells}
    <td class="recall">${recall}</td>
  </tr>`;
}

function mistakes(classNames: readonly string[], counts: RecordedConfusion['counts']): Markup {
  const all = counts.flatMap((row, actual) =>
    row.map((number, predicted) => ({ number, actual, predicted })),
  );
  const worst = all
    .filter(({ number, actual, predicted }) => actual !== predicted && number > 0)
    .sort((first, second) => second.number - first.number)
    .slice(0, LISTED_MISTAKES);
  const rows = worst.map(
    ({ number, actual, predicted }) =>
      html`<tr>
        <td>${classNames[actual] ?? ''}</td>
        <td>${classNames[predicted] ?? ''}</td>
        <td class="number">${count(number)}</td>
      </tr>`,
  );
  return html`<p class="note">
      Of ${count(classNames.length)} classes these are taken for one another most often.
    </p>
    <table class="plain">
      <thead>
        <tr>
          <th scope="col">true</th>
          <th scope="col">predicted</th>
          <th scope="col" class="number">times</th>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>`;
}
