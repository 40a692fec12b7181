/** Contract of a history of many runs: search, filters, sort and pages, small curves, names, notes and tags. */
import { z } from 'zod';
import { call } from './define';
import { runIdSchema, runIdsSchema, runStateSchema, runSummarySchema } from './runs';

const word = z.string().trim().min(1).max(60);
const text = z.string().max(200);

/** Figures are those of the latest epoch, of the test where there was one. */
export const runSortSchema = z.enum([
  'created',
  'name',
  'dataset',
  'state',
  'epochs',
  'duration',
  'parameters',
  'seed',
  'priority',
  /** The order in which queued runs will begin; ascending means the next one first. */
  'queue',
  'changes',
  'trainLoss',
  'validationLoss',
  'testLoss',
  'trainAccuracy',
  'validationAccuracy',
  'testAccuracy',
]);
export type RunSort = z.infer<typeof runSortSchema>;

export const runQuerySchema = z.object({
  /** Words that all occur in name, note, data set or tags; `#7` is run 7. */
  text: text.default(''),
  /** Empty: any. */
  states: z.array(runStateSchema).default([]),
  /** Names of data sets; empty: any. */
  datasets: z.array(z.string()).max(1000).default([]),
  /** All of them are on the run. */
  tags: z.array(z.string()).max(100).default([]),
  sweepId: z.number().int().positive().nullable().default(null),
  archived: z.enum(['without', 'only', 'with']).default('without'),
  /** What is in the bin, and nothing else. */
  bin: z.boolean().default(false),
  pinnedFirst: z.boolean().default(true),
  sort: z.object({ by: runSortSchema, descending: z.boolean() }).default({ by: 'created', descending: true }),
  offset: z.number().int().nonnegative().default(0),
  limit: z.number().int().min(1).max(500).default(100),
});
export type RunQuery = z.infer<typeof runQuerySchema>;

export const runPageSchema = z.object({ total: z.number().int(), runs: z.array(runSummarySchema) });
export type RunPage = z.infer<typeof runPageSchema>;

const countOf = <T extends z.ZodType>(value: T) => z.array(z.object({ value, count: z.number().int() }));

/** Of all runs outside the bin; the most frequent first. */
export const runFacetsSchema = z.object({
  total: z.number().int(),
  archived: z.number().int(),
  inBin: z.number().int(),
  states: countOf(runStateSchema),
  datasets: countOf(z.string()),
  tags: countOf(z.string()),
  sweeps: z.array(z.object({ id: z.number().int(), name: z.string(), count: z.number().int() })),
});
export type RunFacets = z.infer<typeof runFacetsSchema>;

/** Losses at up to 32 epochs, evenly spaced from the first to the latest; `validation` is empty where nothing is held out. */
export const sparklineSchema = z.object({
  runId: runIdSchema,
  train: z.array(z.number()),
  validation: z.array(z.number()),
});
export type Sparkline = z.infer<typeof sparklineSchema>;

/** What is left out stays as it is. */
export const annotationSchema = z.object({
  name: text.trim().min(1).optional(),
  note: z.string().max(10_000).optional(),
  addTags: z.array(word).max(50).optional(),
  removeTags: z.array(z.string()).max(50).optional(),
  pinned: z.boolean().optional(),
  archived: z.boolean().optional(),
});
export type Annotation = z.infer<typeof annotationSchema>;

export const runHistory = {
  /** One page of the runs that fit, and how many there are. */
  query: call(runQuerySchema, runPageSchema),
  /** The ids of all runs that fit, in order, e.g. to choose them all. */
  queryIds: call(runQuerySchema.omit({ offset: true, limit: true }), z.array(runIdSchema)),
  facets: call(z.void(), runFacetsSchema),
  sparklines: call(z.object({ runIds: z.array(runIdSchema).max(500) }), z.array(sparklineSchema)),
  annotate: call(annotationSchema.extend({ runIds: runIdsSchema }), z.void()),
};
