/** Reports, tables and pictures of a run: their files are written to temporary names, read back and compared, and only then named. */
import type { ExportResult, RecordFormatId } from '../contract/exports';
import { AppError } from '../contract/errors';
import { curvesCsv } from './curves-csv';
import type { LoadingCode, WrittenFile } from './export-format';
import { textFile } from './export-format';
import type { RecordExportOrder } from './export-protocol';
import { featureMapFiles } from './feature-map-files';
import { drawFilterSheet } from './filter-sheet';
import { encodePng } from './png';
import { reportHtml } from './report/report-html';
import type { ReportProgress } from './run-export';
import type { RunRecord } from './run-record';
import { StagedFiles } from './stage-files';

interface Written {
  /** The main one first. */
  readonly files: readonly WrittenFile[];
  readonly notes: readonly string[];
  readonly code?: LoadingCode;
}

type Write = (record: RunRecord, stem: string, kernelsWasm: Uint8Array | null) => Written;

const writers: Readonly<Record<Exclude<RecordFormatId, 'bundle'>, Write>> = {
  report: (record, stem) => ({
    files: [textFile(`${stem}.html`, reportHtml(record))],
    notes: ['One file without scripts: it opens in any browser, and prints.'],
  }),
  curves: ({ epochs }, stem) => ({
    files: [textFile(`${stem}.csv`, curvesCsv(epochs))],
    notes: [`${epochs.length} epochs, a row for each; numbers as they are stored, with a point.`],
    code: {
      python: [
        'import numpy as np',
        '',
        `curves = np.genfromtxt(${JSON.stringify(`${stem}.csv`)}, delimiter=",", names=True)`,
        'print(curves.dtype.names)',
        'print(curves["epoch"], curves["train_loss"])',
        '',
      ].join('\n'),
      javascript: null,
    },
  }),
  experiment: ({ experiment }, stem) => ({
    files: [textFile(`${stem}.json`, `${JSON.stringify(experiment, null, 2)}\n`)],
    notes: ['Simplecell trains it again with `train`, and opens it in the lab.'],
  }),
  filters: (record, stem) => ({
    files: [{ name: `${stem}.png`, bytes: encodePng(drawFilterSheet(filtersOf(record))) }],
    notes: [
      'Each filter has its own scale, symmetric around zero: blue below, orange above; of three channels in their colours.',
    ],
  }),
  filterPictures: (record) => ({
    files: filterFiles(record),
    notes: ['Each filter has its own scale, symmetric around zero.'],
  }),
  featureMaps: (record, _stem, kernelsWasm) => featureMapFiles(record, kernelsWasm),
};

/** @throws AppError('io' | 'engine') or EngineError; no file is left then */
export function writeRecord(
  { format, record, folder, stem, token }: RecordExportOrder,
  kernelsWasm: Uint8Array | null,
  report: ReportProgress,
): Omit<ExportResult, 'id'> {
  report('preparing', 0);
  const { files, notes, code } = writers[format](record, stem, kernelsWasm);
  const staged = new StagedFiles(folder, token);
  try {
    files.forEach((file, index) => {
      report('writing', index / files.length);
      staged.write(file);
    });
    files.forEach((file, index) => {
      report('verifying', index / files.length);
      assertSame(file, staged.read(file.name));
    });
    staged.commit();
  } finally {
    staged.discard();
  }
  return {
    format,
    files: files.map(({ name }) => name),
    bytes: files.reduce((sum, { bytes }) => sum + bytes.length, 0),
    verification: null,
    check: `Read back from the disk: ${files.length === 1 ? 'the file is' : `${files.length} files are`} byte for byte what was written.`,
    loadingCode: code ?? { python: null, javascript: null },
    notes: [...notes],
    epoch: epochOf(format, record),
  };
}

function assertSame({ name, bytes }: WrittenFile, found: Uint8Array): void {
  if (Buffer.compare(bytes, found) === 0) return;
  throw new AppError(
    'engine',
    `${name} reads back differently than it was written. Choose another place, on another disk.`,
  );
}

function filtersOf({ run, filters }: RunRecord): NonNullable<RunRecord['filters']>['filters'] {
  if (filters !== null) return filters.filters;
  throw new AppError(
    'precondition',
    `Run ${run.id} keeps no filters yet; the first ones are kept after epoch 1.`,
  );
}

/** A picture for each, numbered from 1 as people see them. */
function filterFiles(record: RunRecord): WrittenFile[] {
  const { units, height, width, channels, values, norms, meanActivations, layer } = filtersOf(record);
  const size = height * width * channels;
  const digits = String(units).length;
  return Array.from({ length: units }, (_, unit) => {
    const own = {
      layer,
      units: 1,
      height,
      width,
      channels,
      values: values.subarray(unit * size, (unit + 1) * size),
      norms: norms.subarray(unit, unit + 1),
      meanActivations: meanActivations.subarray(unit, unit + 1),
    };
    const name = `filter-${String(unit + 1).padStart(digits, '0')}.png`;
    return { name, bytes: encodePng(drawFilterSheet(own)) };
  });
}

function epochOf(format: RecordExportOrder['format'], { run, filters }: RunRecord): number {
  if (format === 'curves' || format === 'experiment') return run.epochsDone;
  return filters?.epoch ?? run.epochsDone;
}
