/** Where the Bench lives. */
import { Columns3 } from '@lucide/vue';
import type { FeatureRoute } from '../../shared/feature-route';
import BenchView from './BenchView.vue';

export const benchRoute: FeatureRoute = {
  name: 'bench',
  path: '/bench/:sweepId?',
  title: 'Bench',
  icon: Columns3,
  component: BenchView,
};
