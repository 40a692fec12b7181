/** Reports: what is in a run is on the page, whatever its names are, and nothing on it can run or reach anywhere. */
import { describe, expect, it } from 'vitest';
import { parseExperiment } from '../../../src-engine';
import type { RunRecord } from '../run-record';
import { curvesSvg } from './curves-svg';
import { escaped, html } from './html';
import { figure, linearTicks, logarithmicTicks } from './numbers';
import { reportHtml } from './report-html';

const evil = `<script>alert("1")</script>' onload=x & <img src=http://x/>`;

const experiment = parseExperiment({
  version: 1,
  name: evil,
  description: evil,
  seed: 9,
  data: { dataset: 'set', mode: 'images' },
  network: { layers: [{ type: 'dense', units: 2, activation: 'softmax' }] },
  objective: { target: 'labels', loss: 'crossEntropy' },
  optimizer: { type: 'sgd', learningRate: 0.1, momentum: 0.9, nesterov: true },
  training: { epochs: 3, batchSize: 4 },
});

function metrics(loss: number, accuracy: number) {
  return { loss, data: loss, weightDecay: 0, sparsity: 0, accuracy };
}

const epochs = [1, 2, 3].map((epoch) => ({
  epoch,
  train: metrics(1 / epoch, epoch / 4),
  validation: metrics(2 / epoch, epoch / 5),
  learningRate: 0.1 / epoch,
  samplesPerSecond: 100,
  durationMs: 5,
}));

const record: RunRecord = {
  run: {
    id: 12,
    name: evil,
    datasetName: evil,
    state: 'finished',
    seed: 9,
    epochsDone: 3,
    epochsTotal: 3,
    parameterCount: 1234,
    lastEpoch: epochs[2],
    test: metrics(0.25, 0.875),
    trainAtEnd: metrics(0.125, 1),
    durationMs: 61_000,
    createdAtMs: 0,
    weightsSha256: 'ab'.repeat(32),
    weightsEpoch: 3,
    relaxed: false,
    error: null,
    tags: [],
    note: evil,
    pinned: false,
    archived: false,
    priority: 0,
    originRunId: null,
    sweep: null,
    changes: 1,
  },
  experiment,
  epochs,
  events: [
    {
      kind: 'change',
      setting: 'learningRate',
      layer: null,
      from: 0.1,
      to: 0.05,
      atMs: 0,
      epoch: 1,
      batch: 3,
      x: 1.5,
    },
  ],
  layers: [{ index: 0, type: 'dense', title: evil, outputShape: [2], parameterCount: 1234 }],
  filters: {
    epoch: 3,
    filters: {
      layer: 0,
      units: 2,
      height: 2,
      width: 2,
      channels: 1,
      values: Float32Array.of(1, 0, -1, 0.5, 0, 0, 0, 0),
      norms: new Float32Array(2),
      meanActivations: new Float32Array(2),
    },
  },
  confusion: {
    split: 'test',
    classNames: [evil, 'b'],
    counts: [
      [5, 1],
      [0, 2],
    ],
  },
  dataset: { pictures: 20, heightPx: 2, widthPx: 2, channels: 1, classes: 2 },
  maps: null,
  environment: {
    simplecell: '1.2.3',
    platform: 'linux',
    arch: 'x64',
    cpu: evil,
    cores: 4,
    node: '24',
    electron: null,
  },
  writtenAtMs: 0,
};

describe('a report', () => {
  const page = reportHtml(record);

  it('shows outcome, mistakes, settings and what it takes to repeat it', () => {
    for (const text of [
      '87.50 %',
      'train 100 %',
      '0.25',
      '1 min 01 s',
      'seed',
      'ab'.repeat(32),
      'Simplecell 1.2.3',
    ]) {
      expect(page).toContain(text);
    }
    expect(page.replaceAll(/\s+/g, ' ')).toMatch(
      /<td class="hit" style="--depth:55%" title="b recognised: 2, 100 % of the row" ?> ?2 ?<\/td>/,
    );
    expect(page).toContain('momentum μ');
    expect(page).toContain('Nesterov');
    expect(page).toContain('learning rate α 0.1 → 0.05');
    expect(page).toContain('src="data:image/png;base64,');
  });

  it('holds names as text, runs nothing and asks for nothing', () => {
    expect(page).not.toMatch(/<script|<img src=http|onload=x [^&]*>/);
    expect(page).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;');
    expect(page).not.toMatch(/\s(?:src|href)="(?!data:)/);
    expect(page).toContain(`default-src &#39;none&#39;`);
  });

  it('says why there is no confusion matrix where the pictures are gone', () => {
    expect(reportHtml({ ...record, confusion: null })).toContain('are not in this lab any more');
  });

  it('of a run that has only begun has no curves and no filters', () => {
    const begun = reportHtml({
      ...record,
      run: { ...record.run, epochsDone: 0, lastEpoch: null, test: null, trainAtEnd: null },
      epochs: [],
      events: [],
      filters: null,
    });
    expect(begun).not.toContain('<svg');
    expect(begun).not.toContain('<img');
  });
});

describe('curves', () => {
  const chart = { title: 'Loss', mayBeLogarithmic: true, marks: [] };
  const curve = (ys: readonly number[]) => ({
    name: 'train',
    stroke: 'a' as const,
    points: ys.map((y, index) => ({ x: index + 1, y })),
  });

  it('put the largest number at the top and the last epoch at the right', () => {
    const { html: drawn } = curvesSvg({ ...chart, curves: [curve([3, 2, 1])] });
    const points =
      /points="([^"]+)"/
        .exec(drawn)?.[1]
        ?.split(' ')
        .map((point) => point.split(',').map(Number)) ?? [];
    const [first, second, third] = points as [number[], number[], number[]];
    expect(first[1]).toBeLessThan(second[1] ?? 0);
    // Equal steps down and to the right.
    expect((second[1] ?? 0) - (first[1] ?? 0)).toBeCloseTo((third[1] ?? 0) - (second[1] ?? 0), 0);
    expect([first[0], third[0]]).toEqual([62, 784]);
    expect(drawn).toContain('train ends at 1');
  });

  it('are logarithmic where they fall by much, and a point where there is one', () => {
    expect(curvesSvg({ ...chart, curves: [curve([100, 10, 1])] }).html).toContain('Loss, logarithmic');
    expect(curvesSvg({ ...chart, curves: [curve([100, 10, -1])] }).html).not.toContain('logarithmic');
    expect(curvesSvg({ ...chart, curves: [curve([2])] }).html).toContain('<circle');
    expect(curvesSvg({ ...chart, curves: [curve([])] }).html).toBe('');
  });

  it('keep a spike among thousands of epochs', () => {
    const ys = Array.from({ length: 5000 }, (_, index) => (index === 3333 ? 50 : 2 + Math.sin(index)));
    const { html: drawn } = curvesSvg({ ...chart, curves: [curve(ys)] });
    const heights =
      /points="([^"]+)"/
        .exec(drawn)?.[1]
        ?.split(' ')
        .map((point) => Number(point.split(',')[1])) ?? [];
    expect(heights.length).toBeLessThan(900);
    expect(heights.filter((y) => y < 40)).toHaveLength(1);
  });
});

describe('numbers and texts', () => {
  it('are round on axes', () => {
    expect(linearTicks(0, 1, 5)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(linearTicks(-3, 7, 5)).toEqual([-2, 0, 2, 4, 6]);
    expect(logarithmicTicks(0.5, 40)).toEqual([0.5, 1, 2, 5, 10, 20]);
  });

  it('have four digits', () => {
    expect([0, 0.123456, 12_345_678, 1e-7, 0.003].map(figure)).toEqual([
      '0',
      '0.1235',
      '1.235e+7',
      '1e-7',
      '0.003',
    ]);
  });

  it('are escaped unless they are markup', () => {
    expect(html`<b title="${'"'}">${'<'}${html`<i>${1}</i>`}</b>`.html).toBe(
      '<b title="&quot;">&lt;<i>1</i></b>',
    );
    expect(escaped(`&<>"'`)).toBe('&amp;&lt;&gt;&quot;&#39;');
  });
});
