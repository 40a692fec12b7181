/** Where the Filters view lives. */
import { Grid3x3 } from '@lucide/vue';
import type { FeatureRoute } from '../../shared/feature-route';
import FiltersView from './FiltersView.vue';

export const filtersRoute: FeatureRoute = {
  name: 'filters',
  path: '/filters/:runId?',
  title: 'Filters',
  icon: Grid3x3,
  component: FiltersView,
};
