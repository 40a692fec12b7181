/** Pictures spread evenly over a data set, cut to what the meter looks at; read once for each choice. */
import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue';
import { shiftable, type FeatureKernels, type ShiftablePicture } from '../../../src-engine';
import { lab } from '../../api/lab';
import { patientExplorer } from '../../explorer/explorer';
import { toShownPicture, type PictureColor } from '../../shared/pictures/picture';
import { spreadPlaces } from './spread-places';

export interface PictureChoice {
  readonly datasetId: number;
  /** Pictures of the set. */
  readonly total: number;
  readonly wanted: number;
  readonly color: PictureColor;
}

export interface ManyPictures {
  /** Null until all are there. */
  readonly pictures: ShallowRef<readonly ShiftablePicture[] | null>;
  /** How many are read, in [0, 1]; null when nothing is under way. */
  readonly progress: Ref<number | null>;
  readonly error: Ref<string | null>;
}

async function readPlace(
  { datasetId, color }: PictureChoice,
  place: number,
  learned: FeatureKernels['learned'],
): Promise<ShiftablePicture[]> {
  const page = { datasetId, state: 'ready', classIndex: null, offset: place, limit: 1 } as const;
  const { items } = await lab.datasets.items(page);
  return Promise.all(
    items.map(async ({ id: itemId }) => {
      const data = await lab.pictures.ofItem({ itemId });
      const { height, width, channels, values } = await toShownPicture(data, color, { kind: 'file' });
      const picture = { height, width, channels, values };
      // A picture that has to be prepared is work for the worker; a cut alone is not.
      return learned === null ? shiftable(picture) : patientExplorer.ask('frame', { picture, learned });
    }),
  );
}

/** @param learned where the kernels were learned: the pictures are prepared for them */
export function useManyPictures(
  choice: () => PictureChoice | null,
  learned: () => FeatureKernels['learned'],
): ManyPictures {
  const pictures = shallowRef<readonly ShiftablePicture[] | null>(null);
  const progress = ref<number | null>(null);
  const error = ref<string | null>(null);
  let reads = 0;

  async function read(chosen: PictureChoice): Promise<void> {
    reads += 1;
    const mine = reads;
    const places = spreadPlaces(chosen.total, chosen.wanted);
    const found: ShiftablePicture[] = [];
    progress.value = 0;
    error.value = null;
    try {
      for (const [index, place] of places.entries()) {
        found.push(...(await readPlace(chosen, place, learned())));
        if (mine !== reads) return;
        progress.value = (index + 1) / places.length;
      }
      pictures.value = found;
    } catch (failure) {
      if (mine === reads) error.value = failure instanceof Error ? failure.message : String(failure);
    } finally {
      if (mine === reads) progress.value = null;
    }
  }

  watch(
    [() => JSON.stringify(choice()), learned],
    () => {
      const chosen = choice();
      pictures.value = null;
      reads += 1;
      progress.value = null;
      if (chosen !== null && chosen.total > 0) void read(chosen);
    },
    { immediate: true },
  );
  onScopeDispose(() => (reads += 1));

  return { pictures, progress, error };
}
