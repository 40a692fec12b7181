/**
 * A run as one page that needs nothing else: what came out, its curves, filters and mistakes, its network and settings, and
 * what it takes to repeat it. No script, no request; its policy forbids both.
 */
import { drawFilterSheet } from '../filter-sheet';
import { encodePng } from '../png';
import type { RunRecord } from '../run-record';
import { confusionTable } from './confusion-table';
import { curvesSvg, type Curve } from './curves-svg';
import { html, nothing, verbatim, type Markup } from './html';
import { count, duration, figure, moment, percent } from './numbers';
import { recordRows } from './record-rows';
import { settingGroups } from './settings';
import { reportStyle } from './style';

const policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";

export function reportHtml(record: RunRecord): string {
  const { run, experiment } = record;
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${run.name} · Simplecell</title>
        <style>
          ${verbatim(reportStyle)}
        </style>
      </head>
      <body>
        <main>
          <header>
            <p class="kicker">Simplecell · run ${run.id}</p>
            <h1>${run.name}</h1>
            ${experiment.description === '' ? nothing : html`<p class="lead">${experiment.description}</p>`}
            ${run.note === '' ? nothing : html`<p class="lead">${run.note}</p>`}
          </header>
          ${tiles(record)} ${curves(record)} ${filters(record)} ${confusion(record)} ${network(record)}
          ${section(
            'Settings',
            html`<div class="groups">
              ${settingGroups(experiment).map(
                ({ title, rows }) =>
                  html`<div>
                    <h3>${title}</h3>
                    ${pairs(rows)}
                  </div>`,
              )}
            </div>`,
          )}
          ${happened(record)} ${repeating(record)}
          <footer>
            Written ${moment(record.writtenAtMs)} by Simplecell ${record.environment.simplecell}.
          </footer>
        </main>
      </body>
    </html> `;
  return page.html;
}

function section(title: string, content: Markup): Markup {
  return html`<section>
    <h2>${title}</h2>
    ${content}
  </section>`;
}

function pairs(rows: readonly (readonly [string, string])[]): Markup {
  return html`<dl class="pairs">
    ${rows.map(
      ([name, value]) =>
        html`<dt>${name}</dt>
          <dd>${value}</dd>`,
    )}
  </dl>`;
}

function tile(name: string, value: string, detail = ''): Markup {
  return html`<div class="tile">
    <dt>${name}</dt>
    <dd>${value}${detail === '' ? nothing : html`<small>${detail}</small>`}</dd>
  </div>`;
}

/** The outcome first, then what it took. */
function tiles(record: RunRecord): Markup {
  const { run, epochs, experiment } = record;
  const rate =
    epochs.reduce((sum, { samplesPerSecond }) => sum + samplesPerSecond, 0) / Math.max(1, epochs.length);
  const { weightsEpoch, epochsDone } = run;
  const isLast = weightsEpoch === null || weightsEpoch === epochsDone;
  const ended = isLast
    ? `of ${count(run.epochsTotal)}, ${run.state}`
    : `weights of ${count(weightsEpoch)}, the best`;
  return html`<section class="tiles" aria-label="In short">
    ${outcome(record)} ${tile('epochs', count(run.epochsDone), ended)}
    ${run.parameterCount === null ? nothing : tile('parameters', count(run.parameterCount))}
    ${tile('trained for', duration(run.durationMs), epochs.length === 0 ? '' : `${count(rate)} samples/s`)}
    ${tile('seed', String(experiment.seed), run.relaxed ? 'not exactly repeatable' : 'exactly repeatable')}
  </section>`;
}

/** Of the test where there was one, else of the latest epoch. */
function outcome({ run: { test, trainAtEnd, lastEpoch } }: RunRecord): Markup {
  const found = [
    { split: 'test', metrics: test },
    { split: 'validation', metrics: lastEpoch?.validation ?? null },
    { split: 'train', metrics: lastEpoch?.train ?? null },
  ].find(({ metrics }) => metrics !== null);
  const metrics = found?.metrics ?? null;
  if (found === undefined || metrics === null) return nothing;
  const { split } = found;
  const beside = (value: number | null | undefined, words: (value: number) => string): string =>
    value === null || value === undefined ? '' : `train ${words(value)}`;
  return html`${
    metrics.accuracy === null
      ? nothing
      : tile(`${split} accuracy`, percent(metrics.accuracy), beside(trainAtEnd?.accuracy, percent))
  }${tile(`${split} loss`, figure(metrics.loss), beside(trainAtEnd?.loss, figure))}`;
}

function curves({ epochs, events }: RunRecord): Markup {
  if (epochs.length === 0) return nothing;
  const of = (
    name: string,
    stroke: Curve['stroke'],
    value: (row: (typeof epochs)[number]) => number | null | undefined,
  ): Curve => ({
    name,
    stroke,
    points: epochs.flatMap((row) => {
      const y = value(row);
      return y === null || y === undefined ? [] : [{ x: row.epoch, y }];
    }),
  });
  const marks = events.filter(({ kind }) => kind === 'change').map(({ x }) => x);
  const rates = new Set(epochs.map(({ learningRate }) => learningRate));
  return section(
    'Curves',
    html`${curvesSvg({
      title: 'Loss J',
      curves: [
        of('train', 'a', ({ train }) => train.loss),
        of('validation', 'b', ({ validation }) => validation?.loss),
      ],
      mayBeLogarithmic: true,
      marks,
    })}${curvesSvg({
      title: 'Accuracy',
      curves: [
        of('train', 'a', ({ train }) => train.accuracy),
        of('validation', 'b', ({ validation }) => validation?.accuracy),
      ],
      format: (value) => `${Number((100 * value).toFixed(1))} %`,
      mayBeLogarithmic: false,
      marks,
    })}${
      rates.size < 2
        ? nothing
        : curvesSvg({
            title: 'Learning rate α',
            curves: [of('rate', 'c', ({ learningRate }) => learningRate)],
            mayBeLogarithmic: true,
            marks,
          })
    }${marks.length === 0 ? nothing : html`<p class="note">Dotted lines: settings that were changed on the way; they are listed under Record.</p>`}`,
  );
}

function filters({ filters: kept }: RunRecord): Markup {
  if (kept === null) return nothing;
  const { units, height, width, channels, layer } = kept.filters;
  const png = Buffer.from(encodePng(drawFilterSheet(kept.filters))).toString('base64');
  const size = `${height}×${width}${channels === 1 ? '' : `×${channels}`}`;
  const scale =
    channels === 1
      ? html`<div class="scale"><span>−1</span><i></i><span>+1</span></div>`
      : html`<p class="note">Drawn in their own colours around mid-grey.</p>`;
  return section(
    'Filters',
    html`<figure class="filters">
      <img
        alt="${units} filters of ${size} of layer ${layer + 1}, one square each"
        src="data:image/png;base64,${png}"
      />${scale}
      <p class="note">
        ${count(units)} filters of ${size} of layer ${layer + 1} after epoch ${kept.epoch}, each on its own
        scale, symmetric around zero.
      </p>
    </figure>`,
  );
}

function confusion({ run, experiment, confusion: found }: RunRecord): Markup {
  if (experiment.objective.target !== 'labels') return nothing;
  const title = 'Confusion';
  if (found !== null) return section(`${title}, ${found.split} split`, confusionTable(found));
  return section(
    title,
    html`<p class="note">
      The pictures of "${run.datasetName}" or the weights are not in this lab any more, so it cannot be said
      which classes are taken for which.
    </p>`,
  );
}

function network({ layers, dataset }: RunRecord): Markup {
  if (layers.length === 0) return nothing;
  const rows = layers.map(
    ({ index, title, outputShape, parameterCount }) =>
      html`<tr>
        <td class="code">${index + 1}</td>
        <td>${title}</td>
        <td class="number">${outputShape.join('×')}</td>
        <td class="number">${parameterCount === 0 ? '–' : count(parameterCount)}</td>
      </tr>`,
  );
  const pictures =
    dataset === null
      ? nothing
      : html`<p class="note">
          Its data set has ${count(dataset.pictures)} pictures of ${dataset.heightPx}×${dataset.widthPx}
          pixels${dataset.channels === 3 ? ' in colour' : ''}${dataset.classes === 0 ? '' : ` in ${count(dataset.classes)} classes`}.
        </p>`;
  return section(
    'Network',
    html`<table class="plain">
        <thead>
          <tr>
            <th scope="col">#</th>
            <th scope="col">layer</th>
            <th scope="col" class="number">output</th>
            <th scope="col" class="number">parameters</th>
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
      ${pictures}`,
  );
}

function happened({ events }: RunRecord): Markup {
  const rows = recordRows(events);
  if (rows.length === 0) return nothing;
  return section(
    'Record',
    html`<table class="plain">
      <thead>
        <tr>
          <th scope="col">when</th>
          <th scope="col">at</th>
          <th scope="col">what</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ({ when, at, what }) =>
            html`<tr>
              <td class="code">${when}</td>
              <td>${at}</td>
              <td>${what}</td>
            </tr>`,
        )}
      </tbody>
    </table>`,
  );
}

function repeating({ run, experiment, environment }: RunRecord): Markup {
  const { simplecell, platform, arch, cpu, cores, node, electron } = environment;
  return section(
    'To repeat it',
    html`${pairs([
        ['seed', String(experiment.seed)],
        [
          'numbers',
          run.relaxed
            ? 'relaxed kernels: the last bits depend on the processor'
            : 'exact: the same experiment gives the same bits on every machine',
        ],
        ...(run.changes === 0
          ? []
          : [
              [
                'changed on the way',
                `${run.changes === 1 ? 'one setting' : `${count(run.changes)} settings`}; see Record`,
              ] as const,
            ]),
        ['weights, SHA-256', run.weightsSha256 ?? 'the run has not ended'],
        ['begun', moment(run.createdAtMs)],
        ['report from', `Simplecell ${simplecell} on ${platform} ${arch}, ${cpu}, ${count(cores)} cores`],
        ['runtime', electron === null ? `Node ${node}` : `Electron ${electron}, Node ${node}`],
      ])}
      <details>
        <summary>Experiment as a file</summary>
        <pre>${JSON.stringify(experiment, null, 2)}</pre>
      </details>`,
  );
}
