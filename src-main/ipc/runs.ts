/** Handlers of the experiment and run calls. */
import type { Handlers } from '../contract/define';
import type { runHistory } from '../contract/run-history';
import type { runs } from '../contract/runs';
import type { Lab } from '../lab';

export function runHandlers(lab: Lab): Handlers<typeof runs & typeof runHistory> {
  const { runs: service, supervisor, history } = lab;
  return {
    presets: () => service.presets(),
    create: ({ experiment, start, originRunId }) => ({
      runId: supervisor.create(experiment, start, { originRunId }),
    }),
    control: ({ runId, command }) => supervisor.control(runId, command),
    controlAll: ({ command }) => supervisor.controlAll(command),
    queue: () => supervisor.queue(),
    reorder: ({ runId, before }) => supervisor.reorder(runId, before),
    setPriority: ({ runIds, priority }) => supervisor.setPriority(runIds, priority),
    change: ({ runId, change }) => supervisor.change(runId, change),
    extend: ({ runId, epochs }) => supervisor.extend(runId, epochs),
    checkGradients: ({ experiment }) => lab.checkGradients(experiment),
    list: () => service.list(),
    get: ({ runId }) => service.get(runId),
    filters: ({ runId, epoch }) => service.filters(runId, epoch),
    remove: ({ runIds }) => supervisor.remove(runIds),
    restore: ({ runIds }) => supervisor.restore(runIds),
    purge: ({ runIds }) => supervisor.purge(runIds),
    query: (query) => history.query(query),
    queryIds: (query) => history.queryIds(query),
    facets: () => history.facets(),
    sparklines: ({ runIds }) => history.sparklines(runIds),
    annotate: ({ runIds, ...annotation }) => history.annotate(runIds, annotation),
  };
}
