/** Where the Settings view lives. */
import { Settings2 } from '@lucide/vue';
import type { FeatureRoute } from '../../shared/feature-route';
import SettingsView from './SettingsView.vue';

export const settingsRoute: FeatureRoute = {
  name: 'settings',
  path: '/settings',
  title: 'Settings',
  icon: Settings2,
  component: SettingsView,
};
