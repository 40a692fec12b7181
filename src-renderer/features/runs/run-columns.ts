/** The columns the table of runs can have: their words, how they sort, how wide they are. */
import type { RunSort } from '../../../src-main/contract/run-history';
import type { RunSummary } from '../../../src-main/contract/runs';
import { formatCount, formatPercent, formatRunTime, formatValue, formatWhen } from '../../shared/text/format';
import { setWords } from '../../shared/text/set-words';

export interface RunColumn {
  readonly id: string;
  readonly title: string;
  readonly explanation: string;
  /** What main sorts by; null where there is no order. */
  readonly sort: RunSort | null;
  /** Looked at from the largest, or from Z, first. */
  readonly isDescendingFirst: boolean;
  /** Least width in em. */
  readonly widthEm: number;
  /** Share of the room that is left; 0 for a column of steady width. */
  readonly grow: number;
  readonly isNumber: boolean;
  /** What stands in the cell; cells that show more than a text are in `RunRow.vue`. */
  readonly text: (run: RunSummary, nowMs: number) => string;
}

interface ColumnParts extends Partial<Omit<RunColumn, 'id' | 'title' | 'explanation'>> {
  readonly explanation: string;
}

function column(id: string, title: string, parts: ColumnParts): RunColumn {
  return {
    id,
    title,
    sort: null,
    isDescendingFirst: false,
    widthEm: 6,
    grow: 0.5,
    isNumber: false,
    text: () => '',
    ...parts,
  };
}

function figures(id: string, title: string, parts: ColumnParts): RunColumn {
  return column(id, title, { isNumber: true, widthEm: 5.2, grow: 0, ...parts });
}

export const runColumns: readonly RunColumn[] = [
  figures('id', 'No.', {
    explanation: 'The number of the run; the newest has the largest.',
    sort: 'created',
    isDescendingFirst: true,
    widthEm: 4,
    grow: 0,
    text: ({ id }) => String(id),
  }),
  column('state', 'State', {
    explanation: 'Whether it waits, trains, has finished or was stopped.',
    sort: 'state',
    widthEm: 7.5,
    grow: 0,
  }),
  column('name', 'Name', {
    explanation: 'The name of the experiment.',
    sort: 'name',
    widthEm: 10,
    grow: 1.6,
    text: ({ name }) => name,
  }),
  column('tags', 'Tags', { explanation: 'Your own words for it.', widthEm: 8, grow: 0.7 }),
  column('dataset', 'Data set', {
    explanation: 'The pictures it learned from.',
    sort: 'dataset',
    text: ({ datasetName }) => setWords(datasetName),
  }),
  figures('epochs', 'Epochs', {
    explanation: 'Epochs done, of how many.',
    sort: 'epochs',
    isDescendingFirst: true,
    widthEm: 5,
    grow: 0,
    text: ({ epochsDone, epochsTotal }) => `${epochsDone}/${epochsTotal}`,
  }),
  column('curve', 'Loss', {
    explanation:
      'The loss over all epochs, on a logarithmic scale: train, and validation where it was measured.',
    widthEm: 6,
    grow: 0,
  }),
  figures('trainLoss', 'Train J', {
    explanation: 'The loss on the training split, at the last epoch.',
    sort: 'trainLoss',
    text: ({ lastEpoch }) => formatValue(lastEpoch?.train.loss),
  }),
  figures('validationLoss', 'Val. J', {
    explanation: 'The loss on the validation split, at the last epoch.',
    sort: 'validationLoss',
    text: ({ lastEpoch }) => formatValue(lastEpoch?.validation?.loss),
  }),
  figures('testLoss', 'Test J', {
    explanation: 'The loss on the test split, with the final weights.',
    sort: 'testLoss',
    text: ({ test }) => formatValue(test?.loss),
  }),
  figures('trainAccuracy', 'Train acc.', {
    explanation: 'The part of the training split that is classified right, at the last epoch.',
    sort: 'trainAccuracy',
    isDescendingFirst: true,
    text: ({ lastEpoch }) => formatPercent(lastEpoch?.train.accuracy),
  }),
  figures('validationAccuracy', 'Val. acc.', {
    explanation: 'The part of the validation split that is classified right, at the last epoch.',
    sort: 'validationAccuracy',
    isDescendingFirst: true,
    text: ({ lastEpoch }) => formatPercent(lastEpoch?.validation?.accuracy),
  }),
  figures('testAccuracy', 'Test acc.', {
    explanation: 'The part of the test split that is classified right, with the final weights.',
    sort: 'testAccuracy',
    isDescendingFirst: true,
    text: ({ test }) => formatPercent(test?.accuracy),
  }),
  figures('seed', 'Seed', {
    explanation: 'What all chance of the run follows from.',
    sort: 'seed',
    text: ({ seed }) => String(seed),
  }),
  figures('parameters', 'Parameters', {
    explanation: 'Numbers that are learned.',
    sort: 'parameters',
    isDescendingFirst: true,
    widthEm: 7,
    grow: 0,
    text: ({ parameterCount }) => (parameterCount === null ? '–' : formatCount(parameterCount)),
  }),
  column('sweep', 'Bench', {
    explanation: 'The comparison it is part of, and its arm.',
    text: ({ sweep }) => (sweep === null ? '' : `${sweep.name} · ${sweep.armName}`),
  }),
  column('note', 'Note', {
    explanation: 'The first words of your note.',
    widthEm: 10,
    grow: 1,
    text: ({ note }) => note.split('\n')[0] ?? '',
  }),
  figures('changes', 'Changes', {
    explanation: 'Settings that were changed while it trained.',
    sort: 'changes',
    isDescendingFirst: true,
    text: ({ changes }) => String(changes),
  }),
  figures('priority', 'Priority', {
    explanation: 'Of two runs that wait, the one with more begins first.',
    sort: 'priority',
    isDescendingFirst: true,
    text: ({ priority }) => String(priority),
  }),
  figures('time', 'Time', {
    explanation: 'Spent training, all sessions together.',
    sort: 'duration',
    isDescendingFirst: true,
    text: ({ durationMs }) => formatRunTime(durationMs),
  }),
  column('created', 'Started', {
    explanation: 'When it was set up.',
    sort: 'created',
    isDescendingFirst: true,
    widthEm: 8,
    grow: 0,
    text: ({ createdAtMs }, nowMs) => formatWhen(createdAtMs, nowMs),
  }),
];

/** Shown until others are chosen. */
export const usualColumns: readonly string[] = [
  'id',
  'state',
  'name',
  'dataset',
  'epochs',
  'curve',
  'validationLoss',
  'testAccuracy',
  'created',
];

/** Without it a row could not be told from another. */
export const alwaysShown = 'name';

/** The columns of these ids in the order of the table; ids that no column has are left out. */
export function columnsOf(ids: readonly string[]): readonly RunColumn[] {
  return runColumns.filter(({ id }) => id === alwaysShown || ids.includes(id));
}
