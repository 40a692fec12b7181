/** Where the Compare view lives; the runs it compares are in its address: `/compare?runs=1,2,3`. */
import { GitCompareArrows } from '@lucide/vue';
import type { FeatureRoute } from '../../shared/feature-route';
import CompareView from './CompareView.vue';

export const compareRoute: FeatureRoute = {
  name: 'compare',
  path: '/compare',
  title: 'Compare',
  icon: GitCompareArrows,
  component: CompareView,
};
