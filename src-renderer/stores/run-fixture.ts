/** A summary of a run, for tests. */
import type { RunSummary } from '../../src-main/contract/runs';

export function runSummary(given: Partial<RunSummary>): RunSummary {
  return {
    id: 1,
    name: 'edges',
    datasetName: 'sample:leaves',
    state: 'finished',
    seed: 1,
    epochsDone: 0,
    epochsTotal: 10,
    parameterCount: null,
    lastEpoch: null,
    test: null,
    durationMs: 0,
    createdAtMs: 0,
    weightsSha256: null,
    weightsEpoch: null,
    relaxed: false,
    error: null,
    tags: [],
    note: '',
    pinned: false,
    archived: false,
    priority: 0,
    originRunId: null,
    sweep: null,
    changes: 0,
    trainAtEnd: null,
    ...given,
  };
}
