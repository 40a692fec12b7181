/** Composition root of the command line: the same lab without a window, in plain Node. */
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { compareRuns } from './cli/compare-command';
import { deleteRuns, restoreRuns } from './cli/delete-command';
import { trainDemo } from './cli/demo-command';
import { ExitError, exitCodeOf, report } from './cli/exit';
import { checkGradientsOfFile } from './cli/gradient-check-command';
import { evaluateRun } from './cli/evaluate-command';
import { exportRun, type ExportCommandOptions } from './cli/export-command';
import {
  parseAnimationFile,
  parseFramesPerSecond,
  writeFilters,
  type FilterOptions,
} from './cli/filters-command';
import { printHealth } from './cli/health-command';
import { importModel, type ImportModelOptions } from './cli/import-model-command';
import { importFolder, parseSize } from './cli/import-command';
import { listDatasets, listRuns, type RunFilter } from './cli/list-commands';
import { Output } from './cli/output';
import { predictFiles } from './cli/predict-command';
import { printStorage, pruneStorage, type PruneOptions } from './cli/storage-commands';
import { parseSeedList, runSweep, type SweepOptions } from './cli/sweep-command';
import { resumeRun, trainFile } from './cli/train-command';
import type { CliOptions } from './cli/with-lab';
import { exportFormatSchema } from './contract/exports';
import { runStateSchema } from './contract/runs';

const program = new Command('simplecell')
  .description('Learn image features from pictures, without a window.')
  .option('--data <dir>', 'data folder (default: that of the app)')
  .option('--json', 'one JSON object a line on stdout, nothing else', false)
  .exitOverride()
  .configureOutput({ outputError: (text, write) => write(text) });

/** Global options count before and after the name of the command. */
function options(): CliOptions {
  const { data, json } = program.opts<{ data?: string; json: boolean }>();
  return { dataDir: data ?? null, output: new Output(json) };
}

program
  .command('import')
  .description('import a folder of pictures as a data set; its sub-folders are the classes')
  .argument('<folder>')
  .requiredOption('--name <name>', 'name of the data set')
  // `auto` is put in by the command: commander wants a default to be of the parser's type.
  .option(
    '--size <height>x<width>',
    'working size in pixels, e.g. 28x28, or 28 for a square (default: chosen by the pictures)',
    parseSize,
  )
  .addOption(new Option('--color <color>').choices(['grey', 'rgb']).default('grey'))
  .addOption(
    new Option('--fit <fit>', 'how pictures are brought to the size')
      .choices(['cover', 'contain', 'fill'])
      .default('cover'),
  )
  .action((folder: string, rest: object) => importFolder(folder, { size: 'auto', ...rest }, options()));

program
  .command('train')
  .description('train an experiment file to its end')
  .argument('<experiment.json>')
  .action((file: string) => trainFile(file, options()));

program
  .command('gradient-check')
  .description(
    'compare the gradients of an experiment with finite differences; ends with 1 where they differ',
  )
  .argument('<experiment.json>')
  .action((file: string) => checkGradientsOfFile(file, options()));

program
  .command('resume')
  .description('go on with an interrupted, stopped or failed run from its last epoch')
  .argument('<run>', 'number of the run', parseRun)
  .option('--epochs <epochs>', 'let a finished run go on until it has so many in all', parseCount)
  .action((runId: number, rest: { epochs?: number }) => resumeRun(runId, rest, options()));

program
  .command('sweep')
  .description('train all arms of a sweep file at several seeds, and say what the differences show')
  .argument('[sweep.json]')
  .option('--seeds <seeds>', 'how many, or a list such as 1,2,3 (default: 5)', parseSeedList)
  .option('--parallel <runs>', 'runs at a time (default: one a core)', parseCount)
  .option('--resume <sweep>', 'go on with a sweep that was interrupted, by its number', parseRun)
  .action((file: string | undefined, rest: SweepOptions) => runSweep(file, rest, options()));

program
  .command('compare')
  .description('show in what runs differ: settings, figures, cost')
  .argument('<runs...>', 'numbers of two runs or more', parseRuns)
  .action((runIds: number[]) => compareRuns(runIds, options()));

program
  .command('runs')
  .description('list runs, the latest first')
  .option('--search <words>', 'words that all occur in name, note, data set or tags')
  .option('--tag <tag...>', 'only runs with all of these tags')
  .addOption(
    new Option('--state <state...>', 'only runs in one of these states').choices(runStateSchema.options),
  )
  .option('--limit <runs>', 'at most so many', parseCount)
  .action((rest: RunFilter) => listRuns(rest, options()));

program
  .command('delete')
  .description('put runs into the bin, from where they can be restored for a week')
  .argument('<runs...>', 'numbers of the runs', parseRuns)
  .option('--forever', 'remove them with all they left behind')
  .action((runIds: number[], rest: { forever?: boolean }) => deleteRuns(runIds, rest, options()));

program
  .command('restore')
  .description('take runs out of the bin')
  .argument('<runs...>', 'numbers of the runs', parseRuns)
  .action((runIds: number[]) => restoreRuns(runIds, options()));

program
  .command('datasets')
  .description('list all data sets')
  .action(() => listDatasets(options()));

program
  .command('filters')
  .description('write the learned filters of a run as a PNG picture, or as an animation over its epochs')
  .argument('<run>', 'number of the run', parseRun)
  .addOption(new Option('--out <file.png>', 'a picture of one epoch').conflicts('animate'))
  .option('--epoch <epoch>', 'filters as they were after this epoch (default: the latest)', parseWhole)
  .option('--animate <file>', 'all kept epochs: .gif, .webp, or .zip of PNG pictures', parseAnimationFile)
  .option('--fps <frames>', 'frames a second of the animation (default: 5)', parseFramesPerSecond)
  .addOption(
    new Option('--scale <scale>', 'of the animation: one for all epochs, or one for each picture')
      .choices(['common', 'unit'])
      .default('common'),
  )
  .action((runId: number, rest: FilterOptions) => writeFilters(runId, rest, options()));

program
  .command('health')
  .description(
    'list dead, saturated, duplicate and noisy units of a layer of a run, and what to do about them',
  )
  .argument('<run>', 'number of the run', parseRun)
  .option('--layer <layer>', 'counted from 1 (default: the first with weights)', parseCount)
  .action((runId: number, rest: { layer?: number }) => printHealth(runId, rest, options()));

program
  .command('export')
  .description(
    "write a run as a bundle, a report, a table or pictures, or its network in another program's format, and prove it right",
  )
  .argument('<run>', 'number of the run', parseRun)
  .addOption(new Option('--format <format>').choices(exportFormatSchema.options).makeOptionMandatory())
  .requiredOption('--out <file>', 'where it goes; for tfjs, filterPictures and featureMaps a folder')
  .option('--with-dataset', 'bundle: put the pictures in')
  .option('--layer <layer>', 'featureMaps: counted from 1 (default: the first that makes maps)', parseCount)
  .option('--picture <number>', 'featureMaps: of the data set (default: its first one)', parseCount)
  .action((runId: number, rest: ExportCommandOptions) => exportRun(runId, rest, options()));

program
  .command('import-model')
  .description(
    'make a run of a model in a file: ONNX, TensorFlow.js (model.json), safetensors, NPZ; or open a bundle',
  )
  .argument('<file>', 'the file, or the folder of a TensorFlow.js model')
  .option('--dataset <name>', 'name or number of the set to ask and to train it on (default: its own)')
  .option('--name <name>', 'name of the run (default: that of the model)')
  .action((file: string, rest: ImportModelOptions) => importModel(file, rest, options()));

program
  .command('predict')
  .description('name the classes of picture files by the network of a run')
  .argument('<run>', 'number of the run', parseRun)
  .argument('<files...>')
  .action((runId: number, files: string[]) => predictFiles(runId, files, options()));

program
  .command('evaluate')
  .description('how well the network of a run names the classes of a data set of its size')
  .argument('<run>', 'number of the run', parseRun)
  .requiredOption('--dataset <name>', 'name or number of the set')
  .action((runId: number, rest: { dataset: string }) => evaluateRun(runId, rest, options()));

program
  .command('storage')
  .description('say what the lab keeps on disk, by kind')
  .action(() => printStorage(options()));

program
  .command('prune')
  .description('free room for good; nothing that is not named goes')
  .option('--checkpoints <days>', 'checkpoints of finished runs saved so many days ago or before', parseWhole)
  .option('--filters <epochs>', 'filters of each run beyond so many epochs', parseWhole)
  .option('--bin', 'deleted runs')
  .option('--unused-sets', 'imported data sets that no run was trained on')
  .option('--leftovers', 'pixels of no data set')
  .option('--quarantine <days>', 'databases moved aside so many days ago or before', parseWhole)
  .option('--dry-run', 'only say what would go')
  .action((rest: PruneOptions) => pruneStorage(rest, options()));

program
  .command('demo')
  .description('train the first example, "learn edges", and write its filters')
  .option('--out <file.png>', 'where the filters go', 'simplecell-filters.png')
  .action((rest: { out: string }) => trainDemo(rest.out, options()));

function parseRun(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1)
    throw new InvalidArgumentError('It must be a number, as `runs` shows it.');
  return value;
}

/** Commander hands over one at a time, with those before it. */
function parseRuns(text: string, before: number[] | undefined): number[] {
  return [...new Set([...(before ?? []), parseRun(text)])];
}

function parseCount(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new InvalidArgumentError('It must be 1 or more.');
  return value;
}

function parseWhole(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new InvalidArgumentError('It must be a whole number.');
  return value;
}

// A reader that has seen enough, e.g. `head`, ends the output and is no error; a full disk is one.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  process.stderr.write(`error: The output cannot be written (${error.message}).\n`);
  process.exit(1);
});

try {
  await program.parseAsync(process.argv);
} catch (error) {
  // Commander has already said what was wrong.
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 1;
  else {
    if (!(error instanceof ExitError)) report(error);
    process.exitCode = exitCodeOf(error);
  }
}
