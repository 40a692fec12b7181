/** What was set in the Pooling view; stays as long as the window lives. */
import { defineStore } from 'pinia';
import { ref, shallowRef } from 'vue';
import type { HiddenActivationName, PoolSettings, ShiftAxis } from '../../../src-engine';

/** regions: the region slides over a map · meter: the picture moves. */
export type PoolingPart = 'regions' | 'meter';

/** The picture itself, a kernel of the library by name, or the first layer of a run. */
export type FeatureSource = 'picture' | `kernel:${string}` | `run:${number}`;

export const usePoolingSettings = defineStore('pooling', () => ({
  part: ref<PoolingPart>('regions'),
  source: ref<FeatureSource>('kernel:edge'),
  /** Of kernels of the library; learned features bring their own. */
  activation: ref<HiddenActivationName>('relu'),
  /** Which channel or unit is shown. */
  channel: ref(0),
  kind: ref<PoolSettings['kind']>('max'),
  region: shallowRef<readonly [number, number]>([4, 4]),
  extent: ref<'whole' | 'growing'>('whole'),
  /** Null follows the region, so that regions lie side by side. */
  stride: shallowRef<readonly [number, number] | null>(null),
  /** Side of the region that the meter shows. */
  meterRegion: ref(4),
  axis: ref<ShiftAxis>('x'),
  dx: ref(0),
  dy: ref(0),
  /** Pictures that the meter's mean is over. */
  pictureCount: ref(64),
}));
