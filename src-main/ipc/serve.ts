/** Puts the contract behind the page: every domain on the lab that is open, or a refusal while there is none. */
import type { BrowserWindow, WebContents } from 'electron';
import type { KernelChoice } from '../../src-engine';
import { contract } from '../contract';
import { AppError } from '../contract/errors';
import { Roots } from '../datasets/roots';
import type { Arrivals } from '../app/arrivals';
import type { LabHost } from '../app/lab-host';
import type { Lab } from '../lab';
import { animationHandlers, type AnimationProgress } from './animations';
import { appHandlers } from './app';
import { bundleHandlers } from './bundles';
import { datasetHandlers } from './datasets';
import { exportHandlers } from './exports';
import { inspectHandlers } from './inspect';
import { modelImportHandlers } from './model-imports';
import { pictureHandlers } from './pictures';
import { register, registerClosed, type RegisterOptions } from './register';
import { runHandlers } from './runs';
import { storageHandlers } from './storage';
import { connectStreams, send } from './streams';
import { sweepHandlers } from './sweeps';

export interface ServeParts extends RegisterOptions {
  readonly host: LabHost;
  readonly arrivals: Arrivals;
  readonly window: () => BrowserWindow | null;
  readonly kernels: () => Promise<KernelChoice>;
}

/**
 * Serves a lab.
 * @param readOnly why it is open for reading alone; null otherwise
 * @returns how to end it
 */
export function serveLab(lab: Lab, readOnly: string | null, parts: ServeParts): () => void {
  const { host, arrivals, window, kernels } = parts;
  const page = (): WebContents | null => window()?.webContents ?? null;
  connectStreams(lab, page);
  const tell = (progress: AnimationProgress): void => send(page(), 'animations', 'progress', progress);
  const ends = [
    register('animations', contract.animations, animationHandlers(lab, window, tell), parts),
    register('app', contract.app, appHandlers(lab, readOnly, kernels, window), parts),
    register('bundles', contract.bundles, bundleHandlers(arrivals), parts),
    register('datasets', contract.datasets, datasetHandlers(lab, new Roots(), window), parts),
    register('pictures', contract.pictures, pictureHandlers(lab, window), parts),
    register('runs', contract.runs, runHandlers(lab), parts),
    register('exports', contract.exports, exportHandlers(lab, window), parts),
    register('modelImports', contract.modelImports, modelImportHandlers(lab, window), parts),
    register('inspect', contract.inspect, inspectHandlers(lab), parts),
    register('sweeps', contract.sweeps, sweepHandlers(lab), parts),
    register('storage', contract.storage, storageHandlers(lab, host), parts),
  ];
  return () => {
    for (const end of ends) end();
  };
}

/** Refuses every call that needs a lab, while there is none. @returns how to end it */
export function serveNothing(parts: ServeParts): () => void {
  return serveClosed(
    () => Promise.reject(new AppError('precondition', 'No lab is open at the moment.')),
    parts,
  );
}

/** Lets every call wait while one lab goes and another comes, with which the page is loaded anew. @returns how to end it */
export function serveLater(parts: ServeParts): () => void {
  return serveClosed(() => new Promise(() => undefined), parts);
}

function serveClosed(answer: () => Promise<never>, parts: ServeParts): () => void {
  const ends = Object.entries(contract)
    .filter(([name]) => name !== 'recovery')
    .map(([name, domain]) => registerClosed(name, domain, answer, parts));
  return () => {
    for (const end of ends) end();
  };
}
