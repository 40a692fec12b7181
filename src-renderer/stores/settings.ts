/** Theme and what the app is made of; applies the theme to the page. */
import { useMediaQuery } from '@vueuse/core';
import { defineStore } from 'pinia';
import { computed, ref, watch } from 'vue';
import type { AppInfo, Settings } from '../../src-main/contract/app';
import { lab } from '../api/lab';
import { themeChanged } from '../shared/canvas/theme';

export const useSettingsStore = defineStore('settings', () => {
  const theme = ref<Settings['theme']>('system');
  const info = ref<AppInfo | null>(null);
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
    theme.value = (await lab.app.settings()).theme;
    info.value = await lab.app.info();
  }

  async function changeTheme(next: Settings['theme']): Promise<void> {
    theme.value = (await lab.app.changeSettings({ theme: next })).theme;
  }

  return { theme, shownTheme, info, load, changeTheme };
});
