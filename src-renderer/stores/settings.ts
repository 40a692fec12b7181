/** The user's settings and what the app is made of; applies the theme to the page. */
import { useMediaQuery } from '@vueuse/core';
import { defineStore } from 'pinia';
import { computed, shallowRef, watch } from 'vue';
import type { AppInfo, Settings } from '../../src-main/contract/app';
import { lab } from '../api/lab';
import { themeChanged } from '../shared/canvas/theme';

export const useSettingsStore = defineStore('settings', () => {
  /** Until they are loaded, what changes nothing that is seen. */
  const chosen = shallowRef<Settings>({ theme: 'system', parallelRuns: 1, runColumns: null });
  const theme = computed(() => chosen.value.theme);
  const parallelRuns = computed(() => chosen.value.parallelRuns);
  /** Columns of the table of runs; null for the usual ones. */
  const runColumns = computed(() => chosen.value.runColumns);
  const info = shallowRef<AppInfo | null>(null);
  const systemIsLight = useMediaQuery('(prefers-color-scheme: light)');
  const shownTheme = computed(() =>
    theme.value === 'system' ? (systemIsLight.value ? 'light' : 'dark') : theme.value,
  );

  watch(
    shownTheme,
    (name) => {
      document.documentElement.dataset['theme'] = name;
      themeChanged();
    },
    { immediate: true },
  );

  async function load(): Promise<void> {
    chosen.value = await lab.app.settings();
    info.value = await lab.app.info();
  }

  async function change(part: Partial<Settings>): Promise<void> {
    chosen.value = await lab.app.changeSettings(part);
  }

  function changeTheme(next: Settings['theme']): Promise<void> {
    return change({ theme: next });
  }

  return { theme, shownTheme, parallelRuns, runColumns, info, load, change, changeTheme };
});
