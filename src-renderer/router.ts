/** Where every view lives; the order here is the order of the rail and of the number keys. */
import { createRouter, createWebHashHistory, type RouteRecordRaw } from 'vue-router';
import { benchRoute } from './features/bench/route';
import { chainRoute } from './features/chain/route';
import { compareRoute } from './features/compare/route';
import { convolutionRoute } from './features/convolution/route';
import { datasetsRoute } from './features/datasets/route';
import { filtersRoute } from './features/filters/route';
import { homeRoute } from './features/home/route';
import { labRoute } from './features/lab/route';
import { poolingRoute } from './features/pooling/route';
import { runsRoute } from './features/runs/route';
import { settingsRoute } from './features/settings/route';
import type { FeatureRoute } from './shared/feature-route';

export const features: readonly FeatureRoute[] = [
  homeRoute,
  datasetsRoute,
  labRoute,
  filtersRoute,
  convolutionRoute,
  poolingRoute,
  chainRoute,
  benchRoute,
  runsRoute,
  compareRoute,
  settingsRoute,
];

export const router = createRouter({
  history: createWebHashHistory(),
  routes: [
    ...features.map(({ name, path, component }): RouteRecordRaw => ({ name, path, component })),
    { path: '/:unknown(.*)*', redirect: '/' },
  ],
});
