/** The whole IPC of the app on one page: every call, drop and stream between main and the page. */
import { app } from './app';
import { datasets } from './datasets';
import type { Client } from './define';
import { exports } from './exports';
import { inspect } from './inspect';
import { pictures } from './pictures';
import { runHistory } from './run-history';
import { runs } from './runs';

export const contract = { app, datasets, exports, inspect, pictures, runs: { ...runs, ...runHistory } };

export type Contract = typeof contract;

/** `window.lab` as the page sees it. */
export type LabClient<TFile> = Client<Contract, TFile>;
