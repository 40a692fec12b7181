/** Contract of bundles that were opened from outside the page: by a double click, or as an argument of the app. */
import { z } from 'zod';
import { call, stream } from './define';
import { errorDataSchema } from './errors';

/** What became of a file that the system handed over. */
export const arrivalSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('opened'),
    /** Without its folder. */
    fileName: z.string(),
    runId: z.number().int().positive(),
    /** Null where its pictures are neither in the bundle nor in the lab. */
    datasetId: z.number().int().positive().nullable(),
    /** The very same run was in the lab before; nothing was added. */
    wasThere: z.boolean(),
  }),
  z.object({ kind: z.literal('refused'), fileName: z.string(), error: errorDataSchema }),
]);
export type Arrival = z.infer<typeof arrivalSchema>;

export const bundles = {
  /** What has arrived since the last call; each is handed out once. */
  arrivals: call(z.void(), z.array(arrivalSchema)),
  /** There is something to ask `arrivals` for. */
  arrived: stream(z.object({ seq: z.number().int() })),
};
