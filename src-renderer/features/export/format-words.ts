/** What is said of each export format before it is written: for whom it is, and what goes in. Pure. */
import type { ExportFormatId, ModelFormatId } from '../../../src-main/contract/exports';

export interface FormatWords {
  /** For the list. */
  readonly title: string;
  /** What it is good for in a line of the list. */
  readonly sentence: string;
  /** The same for the pane, where there is room. */
  readonly about: string;
  /** What goes in, besides the epoch of the weights. */
  readonly contents: readonly { readonly name: string; readonly value: string }[];
}

/** How a format of other programs is told what the network needs besides its weights. */
interface NetworkWords extends Omit<FormatWords, 'contents'> {
  readonly preparation: string;
  readonly classes: string;
}

function network({ preparation, classes, ...words }: NetworkWords): FormatWords {
  return {
    ...words,
    contents: [
      { name: 'Preparation', value: preparation },
      { name: 'Class names', value: classes },
      { name: 'Settings, notes', value: classes },
    ],
  };
}

const inside = 'inside: it takes pictures as they are decoded, 0 to 255';
const described = 'its numbers and an exact description; your program computes it';
const besideScript = 'in the NPZ file beside the script';

export const formatWords: Readonly<Record<ExportFormatId, FormatWords>> = {
  onnx: network({
    title: 'ONNX',
    sentence: 'For ONNX Runtime, anywhere and in browsers',
    about:
      'One file that ONNX Runtime and most other tools run, in any language, on any device and in browsers.',
    preparation: inside,
    classes: 'in the metadata',
  }),
  tfjs: network({
    title: 'TensorFlow.js',
    sentence: 'A folder that a web page loads',
    about: 'A layers model for web pages: a folder with model.json and weights.bin, to be put on any server.',
    preparation: inside,
    classes: 'in the metadata of model.json',
  }),
  safetensors: network({
    title: 'safetensors',
    sentence: 'Bare tensors and their description',
    about: 'The tensors by name in a file that is safe to load from anybody, for programs of your own.',
    preparation: described,
    classes: 'in the metadata',
  }),
  npz: network({
    title: 'NPZ',
    sentence: 'NumPy arrays and their description',
    about: 'One NumPy array for each tensor. Nothing but NumPy is needed to look into it.',
    preparation: described,
    classes: 'in the array “simplecell”',
  }),
  pytorch: network({
    title: 'PyTorch source',
    sentence: 'A script that rebuilds the network',
    about:
      'A short script to read and to go on with: it rebuilds the network in PyTorch and loads its weights.',
    preparation: 'in the script; it takes pictures as they are decoded, 0 to 255',
    classes: besideScript,
  }),
  keras: network({
    title: 'Keras source',
    sentence: 'The same for Keras 3',
    about:
      'A short script that rebuilds the network in Keras 3, on any of its backends, and loads its weights.',
    preparation: 'in the script; it takes pictures as they are decoded, 0 to 255',
    classes: besideScript,
  }),
  bundle: {
    title: 'Bundle',
    sentence: 'The whole run, for another Simplecell',
    about:
      'Everything there is of the run in one file. A double click on another machine opens it, to look into and to go on with.',
    contents: [
      { name: 'Experiment', value: 'all settings and the seed' },
      { name: 'Checkpoint', value: 'the weights, and where the optimiser was' },
      { name: 'Record', value: 'every epoch, kept filters, what was changed on the way' },
      { name: 'Yours', value: 'name, tags and note' },
    ],
  },
  report: {
    title: 'Report',
    sentence: 'One page to read, print and pass on',
    about: 'One HTML page without scripts and without anything from outside, to read, print and pass on.',
    contents: [
      { name: 'Settings', value: 'every one, with the seed and what computed it' },
      { name: 'Results', value: 'curves, final numbers and cost' },
      { name: 'Pictures', value: 'the filters, and the confusion matrix of a classifier' },
    ],
  },
  experiment: {
    title: 'Experiment',
    sentence: 'The settings alone, to train again',
    about: 'The settings as the lab reads them: train them again here, or without a window.',
    contents: [{ name: 'Settings', value: 'data, network, objective, optimiser, training, seed' }],
  },
  curves: {
    title: 'Curves',
    sentence: 'A row for each epoch',
    about: 'Comma-separated values with a row for each epoch, for a spreadsheet or a script.',
    contents: [
      { name: 'Columns', value: 'J and its terms, accuracy, learning rate, speed, time' },
      { name: 'Splits', value: 'train and validation' },
    ],
  },
  filters: {
    title: 'Filters, one sheet',
    sentence: 'All of the first layer in one picture',
    about: 'All filters of the first layer in one picture, for a slide or a paper.',
    contents: [{ name: 'Filters', value: 'each on its own scale around zero, as in the Lab' }],
  },
  filterPictures: {
    title: 'Filters, one by one',
    sentence: 'A folder with a picture for each',
    about: 'A folder with one picture for each filter of the first layer.',
    contents: [{ name: 'Filters', value: 'each on its own scale around zero' }],
  },
  featureMaps: {
    title: 'Feature maps',
    sentence: 'What a layer makes of one picture',
    about: 'A folder with the maps that a layer makes of one picture, a file for each.',
    contents: [],
  },
};

export interface FormatGroup {
  readonly title: string;
  readonly formats: readonly ExportFormatId[];
}

/** In the order of the list. */
export const formatGroups: readonly FormatGroup[] = [
  {
    title: 'The network',
    formats: ['onnx', 'tfjs', 'safetensors', 'npz', 'pytorch', 'keras'] satisfies ModelFormatId[],
  },
  { title: 'The run', formats: ['bundle', 'report', 'experiment'] },
  { title: 'Numbers and pictures', formats: ['curves', 'filters', 'filterPictures', 'featureMaps'] },
];
