/** The sweeps that ship with the app, each with the seeds at which it shows what it is about. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { parseSeeds, parseSweep } from '../../src-engine';
import type { SweepPreset } from '../contract/sweeps';

const indexSchema = z.array(z.object({ id: z.string(), seeds: z.array(z.number()) }));

/** In the order of their index; one that cannot be read is logged and left out. */
export async function readSweepPresets(folder: string, log: (line: string) => void): Promise<SweepPreset[]> {
  const presets: SweepPreset[] = [];
  for (const { id, seeds } of indexSchema.parse(await readJson(join(folder, 'index.json')))) {
    try {
      const sweep = parseSweep(await readJson(join(folder, `${id}.json`)));
      presets.push({ id, sweep, seeds: parseSeeds(seeds) });
    } catch (error) {
      log(`sweep ${id}: ${String(error)}`);
    }
  }
  return presets;
}

async function readJson(file: string): Promise<unknown> {
  return JSON.parse(await readFile(file, 'utf8')) as unknown;
}
