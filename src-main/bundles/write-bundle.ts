/** A bundle from beginning to end: written to a temporary name, read back whole, and only then given its own. */
import type { ExportResult } from '../contract/exports';
import type { BundleExportOrder } from '../export/export-protocol';
import type { ReportProgress } from '../export/run-export';
import { StagedFiles } from '../export/stage-files';
import { AppError } from '../contract/errors';
import { BundleFile } from './bundle-file';
import type { Manifest } from './bundle-format';
import { ContentHash, pixelBytes } from './content-hash';
import { readBundle } from './read-bundle';
import { writeArchive } from './write-archive';

const ending = '.simplecell';

/** @throws AppError('validation' | 'io' | 'engine'); no file is left then */
export function writeBundle(
  { source, folder, stem, token }: BundleExportOrder,
  report: ReportProgress,
): Omit<ExportResult, 'id'> {
  const name = `${stem}${ending}`;
  const staged = new StagedFiles(folder, token);
  try {
    report('writing', 0);
    let bytes = 0;
    const manifest = staged.stream(name, (write) =>
      writeArchive(
        source,
        (piece) => {
          bytes += piece.length;
          write(piece);
        },
        (part) => report('writing', part),
      ),
    );
    report('verifying', 0);
    verify(staged.pathOf(name), manifest, (part) => report('verifying', part));
    staged.commit();
    const count = manifest.parts.length;
    return {
      format: 'bundle',
      files: [name],
      bytes,
      verification: null,
      check: `Read back from the disk: ${count} parts, each with the SHA-256 that was written, and the weights fit the experiment.`,
      loadingCode: { python: null, javascript: null },
      notes: notesOf(manifest),
      epoch: source.run.weightsEpoch ?? source.run.checkpoint?.epoch ?? source.run.epochsDone,
    };
  } finally {
    staged.discard();
  }
}

/** What is on the disk is what was to be written, part by part, as another Simplecell will read it. */
function verify(path: string, written: Manifest, progress: (part: number) => void): void {
  const { manifest } = readBundle(path);
  if (JSON.stringify(manifest) !== JSON.stringify(written)) {
    throw new AppError(
      'engine',
      'What was written is not what was read back. Choose another place, on another disk.',
    );
  }
  const { dataset, withPictures } = manifest;
  if (dataset === null || !withPictures) return;
  const file = new BundleFile(path);
  try {
    const total = pixelBytes(dataset);
    const labels = new Int32Array(dataset.pictureCount);
    for (const items of file.items()) {
      for (const [, , classIndex, slot] of items) if (slot !== null) labels[slot] = classIndex ?? -1;
    }
    const hash = new ContentHash(dataset, labels);
    let done = 0;
    for (const pixels of file.pixels()) {
      hash.update(pixels);
      done += pixels.length;
      progress(done / total);
    }
    if (hash.digest() === dataset.sha256) return;
  } finally {
    file.close();
  }
  throw new AppError(
    'engine',
    'The pictures that were written are not those of the data set. Check the set, and try again.',
  );
}

function notesOf({ dataset, withPictures }: Manifest): string[] {
  if (dataset === null) {
    return ['The data set of this run was removed before, so its pictures are not in the bundle.'];
  }
  if (withPictures) return [];
  return dataset.source === 'sample'
    ? [`The pictures of "${dataset.name}" are built in, so every Simplecell has them.`]
    : [
        `The pictures of "${dataset.name}" are not in it. Where it is opened, the run goes on only if the same pictures have been imported there.`,
      ];
}
