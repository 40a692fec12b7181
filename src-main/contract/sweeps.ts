/** Contract of sweeps: arms of one experiment, each trained at the same seeds, and what they say about each other. */
import { z } from 'zod';
import { comparedMetrics, parseSeeds, parseSweep, type Sweep } from '../../src-engine';
import { call } from './define';
import { errorDataSchema } from './errors';
import { parsedBy, typed } from './parsed-by';
import { runStateSchema } from './runs';

const id = z.number().int().positive();

const seeds = parsedBy(parseSeeds);
const sweepSchema = typed<Sweep>();

/**
 * queued: the runs wait for free slots, all arms of a seed before the next seed · together: as soon as one arm of a seed
 * begins, all arms of that seed do, so that they can be watched side by side.
 */
export const sweepModeSchema = z.enum(['queued', 'together']);
export type SweepMode = z.infer<typeof sweepModeSchema>;

/** Figures by the engine's names of them, e.g. `test.accuracy`; absent where a run has none. */
const figuresSchema = z.partialRecord(z.enum(comparedMetrics), z.number());
export type Figures = z.infer<typeof figuresSchema>;

export const sweepRunSchema = z.object({
  runId: id,
  /** Index into the arms. */
  arm: z.number().int(),
  seed: z.number().int(),
  state: runStateSchema,
  epochsDone: z.number().int(),
  epochsTotal: z.number().int(),
  /** Empty until it is finished. */
  figures: figuresSchema,
  error: errorDataSchema.nullable(),
});
export type SweepRun = z.infer<typeof sweepRunSchema>;

export const sweepSummarySchema = z.object({
  id,
  name: z.string(),
  createdAtMs: z.number(),
  armNames: z.array(z.string()),
  seeds: z.array(z.number().int()),
  mode: sweepModeSchema,
  /** Runs outside the bin, by what they are about. */
  counts: z.object({
    waiting: z.number().int(),
    underWay: z.number().int(),
    finished: z.number().int(),
    /** Stopped or interrupted: `control` resume lets them go on. */
    ended: z.number().int(),
    failed: z.number().int(),
  }),
});
export type SweepSummary = z.infer<typeof sweepSummarySchema>;

export const sweepDetailSchema = sweepSummarySchema.extend({
  sweep: sweepSchema,
  /** Seed by seed in the order of the seeds, and within a seed arm by arm. */
  runs: z.array(sweepRunSchema),
});
export type SweepDetail = z.infer<typeof sweepDetailSchema>;

const intervalSchema = {
  mean: z.number(),
  /** Student's 95 % interval [low, high]; null from one run. */
  ci95: z.tuple([z.number(), z.number()]).readonly().nullable(),
  n: z.number().int(),
};

export const sweepComparisonSchema = z.object({
  arms: z.array(
    z.object({
      name: z.string(),
      runs: z.number().int(),
      finished: z.number().int(),
      failed: z.number().int(),
      /** Over the finished runs of the arm. */
      metric: z.partialRecord(z.enum(comparedMetrics), z.object(intervalSchema)),
    }),
  ),
  /** Every other arm against the reference, over the seeds that both have finished. */
  differences: z.array(
    z.object({
      /** Index of the reference. */
      a: z.number().int(),
      b: z.number().int(),
      metric: z.enum(comparedMetrics),
      /** Of b − a. */
      ...intervalSchema,
      seeds: z.array(z.number().int()).readonly(),
      verdict: z.enum(['single', 'unshown', 'shown']),
      /** The difference in a sentence that claims no more than it shows. */
      words: z.string(),
    }),
  ),
});
export type SweepComparison = z.infer<typeof sweepComparisonSchema>;

export const sweepPresetSchema = z.object({
  /** File name in `resources/sweeps` without its ending. */
  id: z.string(),
  /** Its `name` and `description` are the title and the sentence to show. */
  sweep: sweepSchema,
  /** Seeds at which it shows what it is about. */
  seeds: z.array(z.number().int()),
});
export type SweepPreset = z.infer<typeof sweepPresetSchema>;

export const sweeps = {
  presets: call(z.void(), z.array(sweepPresetSchema)),
  /** Stores the sweep with a run for each arm and seed, and begins. */
  create: call(
    z.object({ sweep: parsedBy(parseSweep), seeds, mode: sweepModeSchema.default('queued') }),
    z.object({ sweepId: id }),
  ),
  /** More runs of every arm; seeds that it has already are passed over. */
  addSeeds: call(z.object({ sweepId: id, seeds }), z.void()),
  /** The latest first; those without a run outside the bin are left out. */
  list: call(z.void(), z.array(sweepSummarySchema)),
  get: call(z.object({ sweepId: id }), sweepDetailSchema),
  /** @param reference index of the arm that the others are compared with */
  summary: call(
    z.object({ sweepId: id, reference: z.number().int().nonnegative().default(0) }),
    sweepComparisonSchema,
  ),
  /**
   * pause: what trains pauses and what waits leaves the queue · resume: what is paused goes on, and what was stopped,
   * interrupted or failed waits in the queue again · stop: all of it ends where it is.
   */
  control: call(z.object({ sweepId: id, command: z.enum(['pause', 'resume', 'stop']) }), z.void()),
  /** With its runs into the bin (`runs.restore` brings both back), or only the sweep, whose runs stay on their own. */
  remove: call(z.object({ sweepId: id, keepRuns: z.boolean().default(false) }), z.void()),
};
