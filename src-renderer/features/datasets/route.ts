/** Where the Data view lives. */
import { Images } from '@lucide/vue';
import type { FeatureRoute } from '../../shared/feature-route';
import DataView from './DataView.vue';

export const datasetsRoute: FeatureRoute = {
  name: 'data',
  path: '/data/:datasetId?',
  title: 'Data',
  icon: Images,
  component: DataView,
};
