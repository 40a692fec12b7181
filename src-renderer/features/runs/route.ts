/** Where the Runs view lives. */
import { ChartSpline } from '@lucide/vue';
import type { FeatureRoute } from '../../shared/feature-route';
import RunsView from './RunsView.vue';

export const runsRoute: FeatureRoute = {
  name: 'runs',
  path: '/runs/:runId?',
  title: 'Runs',
  icon: ChartSpline,
  component: RunsView,
};
