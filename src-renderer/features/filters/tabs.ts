/**
 * The tabs of the view, in their order. A tab is one entry here: its component takes no properties and finds what the
 * user looks at by `useInspection()`; it is shown for the runs it applies to.
 */
import type { Component } from 'vue';
import type { Experiment } from '../../../src-engine';
import FiltersTab from './FiltersTab.vue';
import HealthTab from './HealthTab.vue';
import MapTab from './MapTab.vue';
import PredictionsTab from './PredictionsTab.vue';
import ReconstructionsTab from './ReconstructionsTab.vue';

export interface Tab {
  /** In the address of the view. */
  readonly id: string;
  readonly title: string;
  readonly component: Component;
  /** Whether it draws the grid of units, which scale and sort are for. */
  readonly drawsUnits: boolean;
  readonly applies: (experiment: Experiment) => boolean;
}

export const tabs: readonly Tab[] = [
  { id: 'filters', title: 'Filters', component: FiltersTab, drawsUnits: true, applies: () => true },
  { id: 'health', title: 'Health', component: HealthTab, drawsUnits: true, applies: () => true },
  {
    id: 'reconstructions',
    title: 'Reconstructions',
    component: ReconstructionsTab,
    drawsUnits: false,
    applies: ({ objective }) => objective.target === 'input',
  },
  {
    id: 'predictions',
    title: 'Predictions',
    component: PredictionsTab,
    drawsUnits: false,
    applies: ({ objective }) => objective.target === 'labels',
  },
  { id: 'map', title: 'Map', component: MapTab, drawsUnits: false, applies: () => true },
];
