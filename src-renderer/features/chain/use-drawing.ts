/** The picture that goes through the chain: loaded, then shifted and painted on by hand. */
import { computed, shallowRef, type ComputedRef, type ShallowRef } from 'vue';
import {
  clearPicture,
  groundOf,
  inkFor,
  paintStroke,
  shiftPicture,
  type EditablePicture,
} from './edit-picture';

export type PaintTool = 'draw' | 'erase';
/** What the pointer does to the picture. */
export type PictureTool = 'look' | 'drag' | PaintTool;

export interface PixelPoint {
  readonly x: number;
  readonly y: number;
}

export interface Drawing {
  readonly picture: ComputedRef<EditablePicture | null>;
  readonly shift: ShallowRef<PixelPoint>;
  /** It is not as it was loaded any more. */
  readonly isChanged: ComputedRef<boolean>;
  readonly isPainted: ShallowRef<boolean>;
  load(picture: EditablePicture | null): void;
  /** Moves it to so many pixels right and down of where it was loaded or last painted on. */
  shiftTo(shift: PixelPoint): void;
  stroke(tool: PaintTool, from: PixelPoint, to: PixelPoint, radiusPx: number): void;
  clear(): void;
  reset(): void;
}

const unmoved: PixelPoint = { x: 0, y: 0 };

export function useDrawing(): Drawing {
  const loaded: ShallowRef<EditablePicture | null> = shallowRef(null);
  /** With what was painted; shifting leaves it whole, so that shifting back brings back what left the frame. */
  const base: ShallowRef<EditablePicture | null> = shallowRef(null);
  const shift: ShallowRef<PixelPoint> = shallowRef(unmoved);
  const isPainted = shallowRef(false);
  const picture = computed(() =>
    base.value === null ? null : shiftPicture(base.value, shift.value.x, shift.value.y),
  );
  const ground = computed(() => (loaded.value === null ? [] : groundOf(loaded.value)));

  function paint(change: (picture: EditablePicture) => EditablePicture): void {
    if (picture.value === null) return;
    base.value = change(picture.value);
    shift.value = unmoved;
    isPainted.value = true;
  }

  function reset(): void {
    base.value = loaded.value;
    shift.value = unmoved;
    isPainted.value = false;
  }

  return {
    picture,
    shift,
    isPainted,
    isChanged: computed(() => isPainted.value || shift.value.x !== 0 || shift.value.y !== 0),
    load(given) {
      loaded.value = given;
      reset();
    },
    shiftTo(wanted) {
      shift.value = wanted;
    },
    stroke(tool, from, to, radiusPx) {
      const color = tool === 'draw' ? inkFor(ground.value) : ground.value;
      paint((shown) => paintStroke(shown, from, to, radiusPx, color));
    },
    clear: () => paint((shown) => clearPicture(shown, ground.value)),
    reset,
  };
}
