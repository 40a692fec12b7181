/** Handlers of the calls about sweeps. */
import type { Handlers } from '../contract/define';
import type { sweeps } from '../contract/sweeps';
import type { Lab } from '../lab';

export function sweepHandlers({ sweeps: service }: Lab): Handlers<typeof sweeps> {
  return {
    presets: () => service.presets(),
    create: ({ sweep, seeds, mode }) => ({ sweepId: service.create(sweep, seeds, mode) }),
    addSeeds: ({ sweepId, seeds }) => service.addSeeds(sweepId, seeds),
    list: () => service.list(),
    get: ({ sweepId }) => service.get(sweepId),
    summary: ({ sweepId, reference }) => service.compare(sweepId, reference),
    control: ({ sweepId, command }) => service.control(sweepId, command),
    remove: ({ sweepId, keepRuns }) => service.remove(sweepId, keepRuns),
  };
}
