/** What was chosen in each picture source, so that a view that is opened again shows the same picture. */
import { defineStore } from 'pinia';
import { reactive } from 'vue';
import type { PictureData } from '../../../src-main/contract/pictures';
import type { PictureColor } from './picture';

export interface SourceChoice {
  /** Null until the list of sets is known, or where there are none. */
  datasetId: number | null;
  /** Of the picture, counted from 0. */
  place: number;
  detail: 'working' | 'original';
  color: PictureColor;
  /** A dropped or opened file; it goes before the data set until a picture of one is chosen. */
  file: PictureData | null;
}

export const useSourceChoices = defineStore('picture-sources', () => {
  const choices = reactive(new Map<string, SourceChoice>());

  /** The choice of a view, made on first use. */
  function of(view: string, start: Pick<SourceChoice, 'color'>): SourceChoice {
    if (!choices.has(view)) {
      choices.set(view, { datasetId: null, place: 0, detail: 'working', color: start.color, file: null });
    }
    return choices.get(view) as SourceChoice;
  }

  return { of };
});
