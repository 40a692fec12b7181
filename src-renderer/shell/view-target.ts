/** Where a view's name leads: the Lab comes back with the run it showed. */
import type { RouteLocationRaw } from 'vue-router';
import type { FeatureRoute } from '../shared/feature-route';

export function viewTarget(name: FeatureRoute['name'], currentRunId: number | null): RouteLocationRaw {
  return name === 'lab' && currentRunId !== null ? { name, params: { runId: currentRunId } } : { name };
}
