/** What the settings that can be changed on the way are called, as their kinds declare them. */
import { layerKinds, optimizerKinds, type SettingWords } from '../../../src-engine';
import type { ChangeableSetting } from '../../../src-main/contract/runs';

/** Those that optimisers share are declared by every one that has them. */
const declared: Readonly<Record<ChangeableSetting, SettingWords | undefined>> = {
  learningRate: optimizerKinds.sgd.settings['learningRate'],
  momentum: optimizerKinds.sgd.settings['momentum'],
  dropout: layerKinds.dropout.settings['rate'],
};

interface ChangeableWords {
  /** Of a layer's setting with the word for the layer, e.g. `Dropout rate`. */
  readonly label: string;
  readonly symbol: string;
}

export function changeableWords(setting: ChangeableSetting): ChangeableWords {
  const { label = setting, symbol = '' } = declared[setting] ?? {};
  return setting === 'dropout'
    ? { label: `${layerKinds.dropout.word} ${label.toLowerCase()}`, symbol }
    : { label, symbol };
}
