/** Where the Chain view lives. */
import { Workflow } from '@lucide/vue';
import type { FeatureRoute } from '../../shared/feature-route';
import ChainView from './ChainView.vue';

export const chainRoute: FeatureRoute = {
  name: 'chain',
  path: '/chain/:runId?',
  title: 'Chain',
  icon: Workflow,
  component: ChainView,
};
