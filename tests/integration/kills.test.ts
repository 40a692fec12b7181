/** Twenty kills at random moments of training and importing; `npm run torture` does it by the hundred (R2). */
import { beforeAll, expect, it } from 'vitest';
import { torture } from '../torture/torture';
import { cliEntry, ensureBuilt } from './bench-lab';

beforeAll(ensureBuilt, 180_000);

it('a lab that is killed twenty times has lost nothing it told of, and ends as one that never was', async () => {
  const result = await torture({ cli: cliEntry, kills: 20, seed: 2026, say: () => undefined });
  expect(result.wrong).toEqual([]);
  expect(result.trainingKills + result.importKills).toBe(20);
  expect(result.trainingKills).toBeGreaterThan(0);
  expect(result.importKills).toBeGreaterThan(0);
  expect(result.acknowledged).toBeGreaterThan(0);
  expect(result.found).toBe(result.acknowledged);
  expect(result.runs).toBeGreaterThan(0);
  expect(result.equalRuns).toBe(result.runs);
  expect(result.equalImports).toBe(result.imports);
}, 240_000);
