/** Where the Convolution view lives. */
import { ScanLine } from '@lucide/vue';
import type { FeatureRoute } from '../../shared/feature-route';
import ConvolutionView from './ConvolutionView.vue';

export const convolutionRoute: FeatureRoute = {
  name: 'convolution',
  path: '/convolution',
  title: 'Convolve',
  icon: ScanLine,
  component: ConvolutionView,
};
