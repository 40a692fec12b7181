/** Where a view's name leads: the views of one run come back with the run that was shown. */
import type { RouteLocationRaw } from 'vue-router';
import type { FeatureRoute } from '../shared/feature-route';

/** The part of the settings that says what the app is made of. */
export const aboutTarget: RouteLocationRaw = { name: 'settings', query: { show: 'about' } };

const ofOneRun: ReadonlySet<FeatureRoute['name']> = new Set(['lab', 'filters']);

export function viewTarget(name: FeatureRoute['name'], currentRunId: number | null): RouteLocationRaw {
  return ofOneRun.has(name) && currentRunId !== null ? { name, params: { runId: currentRunId } } : { name };
}
