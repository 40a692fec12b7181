/** The keys of a focused chart: arrows move the crosshair, with Shift what is shown; + and − zoom, 0 shows all again. */
import { keyPan, type ChartView } from './chart-view';
import type { LineDrawing } from './use-line-chart';

const keyFactor = 0.6;

export function chartKeys(
  view: ChartView,
  { shown }: Pick<LineDrawing, 'shown'>,
): (event: KeyboardEvent) => void {
  const { group } = view;

  function arrow(by: 1 | -1): (event: KeyboardEvent) => void {
    return ({ shiftKey }) => (shiftKey ? view.pan(by * keyPan) : view.stepCrosshair(by));
  }

  const actions: Readonly<Record<string, (event: KeyboardEvent) => void>> = {
    ArrowRight: arrow(1),
    ArrowLeft: arrow(-1),
    Home: () => (group.at.value = view.snapped(shown.value.x.min)),
    End: () => (group.at.value = view.snapped(shown.value.x.max)),
    '+': () => view.zoomBy(keyFactor),
    // The same key without Shift.
    '=': () => view.zoomBy(keyFactor),
    '-': () => view.zoomBy(1 / keyFactor),
    '0': view.reset,
    Escape: () => (group.at.value = null),
  };

  return (event) => {
    // Those of the menu over the chart are its own.
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== event.currentTarget) return;
    const action = actions[event.key];
    if (action === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    action(event);
  };
}
