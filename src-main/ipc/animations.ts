/** Handlers of the calls that write filters through time as a file. */
import type { BrowserWindow } from 'electron';
import { askWhereToSave } from '../app/save-dialog';
import type { animations } from '../contract/animations';
import type { Handlers, PayloadOf } from '../contract/define';
import type { Lab } from '../lab';

export type AnimationProgress = PayloadOf<(typeof animations)['progress']>;

export function animationHandlers(
  lab: Lab,
  window: () => BrowserWindow | null,
  tell: (progress: AnimationProgress) => void,
): Handlers<typeof animations> {
  const underWay = new Map<string, AbortController>();
  return {
    async save({ token, ...animation }) {
      const { runIds, format } = animation;
      const name =
        runIds.length === 1 ? `filters-run-${runIds[0]}` : `filters-runs-${runIds.join('-').slice(0, 60)}`;
      const file = await askWhereToSave(window(), `${name}.${format}`);
      if (file === null) return null;
      const work = new AbortController();
      underWay.set(token, work);
      try {
        const progress = (share: number): void => tell({ token, progress: share });
        return await lab.animations.write(animation, file, { progress, signal: work.signal });
      } finally {
        underWay.delete(token);
      }
    },
    cancel({ token }) {
      underWay.get(token)?.abort();
    },
  };
}
