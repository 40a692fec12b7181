/** The experiments that come with the app. */
import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { Preset } from '../../src-main/contract/runs';
import { lab } from '../api/lab';

/** The lecture's autoencoder on built-in pictures: the first door of the first window. */
export const learnEdgesId = 'learn-edges';

export const usePresetsStore = defineStore('presets', () => {
  const presets = shallowRef<readonly Preset[]>([]);

  async function load(): Promise<void> {
    presets.value = await lab.runs.presets();
  }

  function find(id: string): Preset | undefined {
    return presets.value.find((preset) => preset.id === id);
  }

  return { presets, load, find };
});
