/** What a feature folder tells the router and the rail about itself. */
import type { Component, FunctionalComponent } from 'vue';

export interface FeatureRoute {
  readonly name:
    | 'home'
    | 'data'
    | 'lab'
    | 'filters'
    | 'convolution'
    | 'pooling'
    | 'chain'
    | 'bench'
    | 'runs'
    | 'compare'
    | 'settings';
  readonly path: string;
  /** Its word in the rail. */
  readonly title: string;
  readonly icon: FunctionalComponent;
  readonly component: Component;
}
