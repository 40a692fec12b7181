/** The whole IPC of the app on one page: every call, drop and stream between main and the page. */
import { animations } from './animations';
import { app } from './app';
import { bundles } from './bundles';
import { datasets } from './datasets';
import type { Client } from './define';
import { exports } from './exports';
import { inspect } from './inspect';
import { modelImports } from './model-imports';
import { pictures } from './pictures';
import { recovery } from './recovery';
import { runHistory } from './run-history';
import { runs } from './runs';
import { storage } from './storage';
import { sweeps } from './sweeps';

export const contract = {
  animations,
  app,
  bundles,
  datasets,
  exports,
  inspect,
  modelImports,
  pictures,
  recovery,
  runs: { ...runs, ...runHistory },
  storage,
  sweeps,
};

export type Contract = typeof contract;

/** `window.lab` as the page sees it. */
export type LabClient<TFile> = Client<Contract, TFile>;
