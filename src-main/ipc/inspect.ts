/** Handlers of the calls that look into runs. */
import type { Handlers } from '../contract/define';
import type { inspect } from '../contract/inspect';
import type { Lab } from '../lab';

export function inspectHandlers({ inspect: service }: Lab): Handlers<typeof inspect> {
  return {
    network: (asker) => service.network(asker),
    layer: ({ runId, token, ...question }) => service.ask({ runId, token }, 'layer', question),
    unit: ({ runId, token, ...question }) => service.unit({ runId, token }, question),
    reconstructions: ({ runId, token, ...question }) =>
      service.askSamples({ runId, token }, 'reconstructions', question),
    confusion: ({ runId, token, ...question }) => service.ask({ runId, token }, 'confusion', question),
    predictions: ({ runId, token, ...question }) =>
      service.askSamples({ runId, token }, 'predictions', question),
    samples: ({ runId, token, ...question }) => service.askSamples({ runId, token }, 'samples', question),
    map: ({ runId, token, ...question }) => service.map({ runId, token }, question),
    unitHistory: ({ runId, unit }) => service.unitHistory(runId, unit),
    cancel: (asker) => service.cancel(asker),
  };
}
