/** Handlers of the experiment and run calls. */
import type { Handlers } from '../contract/define';
import type { runs } from '../contract/runs';
import type { Lab } from '../lab';

export function runHandlers(lab: Lab): Handlers<typeof runs> {
  return {
    presets: () => lab.runs.presets(),
    create: ({ experiment, start }) => ({ runId: lab.supervisor.create(experiment, start) }),
    control: ({ runId, command }) => lab.supervisor.control(runId, command),
    changeLearningRate: ({ runId, learningRate }) => lab.supervisor.changeLearningRate(runId, learningRate),
    checkGradients: ({ experiment }) => lab.checkGradients(experiment),
    list: () => lab.runs.list(),
    get: ({ runId }) => lab.runs.get(runId),
    filters: ({ runId, epoch }) => lab.runs.filters(runId, epoch),
    remove: ({ runId }) => lab.supervisor.remove(runId),
  };
}
