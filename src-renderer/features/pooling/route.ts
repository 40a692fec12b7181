/** Where the Pooling view lives. */
import { Grid2x2 } from '@lucide/vue';
import type { FeatureRoute } from '../../shared/feature-route';
import PoolingView from './PoolingView.vue';

export const poolingRoute: FeatureRoute = {
  name: 'pooling',
  path: '/pooling',
  title: 'Pooling',
  icon: Grid2x2,
  component: PoolingView,
};
