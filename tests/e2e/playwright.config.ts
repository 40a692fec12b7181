/** End-to-end tests in the real Electron: `app` runs the built bundles, `packaged` the unpacked application of `npm run dist`. */
import { resolve } from 'node:path';
import { defineConfig } from '@playwright/test';
import type { LaunchOptions } from './fixtures/launch';

const results = resolve(import.meta.dirname, '../../test-results');

export default defineConfig<LaunchOptions>({
  testDir: './specs',
  outputDir: resolve(results, 'e2e'),
  // One window at a time: the tests share a display, a processor and what "focus" means.
  workers: 1,
  fullyParallel: false,
  retries: 0,
  forbidOnly: Boolean(process.env['CI']),
  // Generous, for busy machines: what is waited for trains, imports and draws.
  timeout: 180_000,
  expect: { timeout: 40_000 },
  reporter: [
    ['list'],
    ['json', { outputFile: process.env['SIMPLECELL_E2E_REPORT'] ?? resolve(results, 'e2e.json') }],
  ],
  projects: [
    { name: 'app', testIgnore: '**/packaged*.spec.ts', use: { target: 'app' } },
    { name: 'packaged', testMatch: '**/packaged*.spec.ts', use: { target: 'packaged' } },
  ],
});
