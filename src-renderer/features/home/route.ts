/** Where the Home view lives. */
import { House } from '@lucide/vue';
import type { FeatureRoute } from '../../shared/feature-route';
import HomeView from './HomeView.vue';

export const homeRoute: FeatureRoute = {
  name: 'home',
  path: '/',
  title: 'Home',
  icon: House,
  component: HomeView,
};
