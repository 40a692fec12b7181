/** Where the Lab view lives. */
import { FlaskConical } from '@lucide/vue';
import type { FeatureRoute } from '../../shared/feature-route';
import LabView from './LabView.vue';

export const labRoute: FeatureRoute = {
  name: 'lab',
  path: '/lab/:runId?',
  title: 'Lab',
  icon: FlaskConical,
  component: LabView,
};
