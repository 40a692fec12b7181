/** The kernel of the view: one of the library, one's own, or a filter that a run has learned. */
import { computed, ref, shallowRef, type ComputedRef, type Ref, type ShallowRef } from 'vue';
import { kernelLibrary, type FeatureMap } from '../../../src-engine';

export const smallestSide = 3;
export const largestSide = 11;

export interface KernelChoice {
  /** Name in the library, `own` or `learned`. */
  readonly name: Ref<string>;
  readonly kernel: ShallowRef<FeatureMap>;
  readonly scale: Ref<number>;
  readonly bias: Ref<number>;
  /** What the kernel does, or where it comes from. */
  readonly description: ComputedRef<string>;
  /** Whether its map is to be shown around zero. */
  readonly isSigned: ComputedRef<boolean>;
  /** Takes one of the library with its scale. */
  readonly choose: (name: string) => void;
  /** Takes a filter of a run. */
  readonly learn: (filter: FeatureMap, bias: number, where: string) => void;
  readonly setWeight: (index: number, weight: number) => void;
  /** Rows and columns of one's own; what the old kernel had in the middle stays there. */
  readonly resize: (side: number) => void;
}

const first = 'edge';

function gridOf(name: string): FeatureMap {
  const known = kernelLibrary.find((kernel) => kernel.name === name) ?? kernelLibrary[0];
  if (known === undefined) throw new Error('The library of kernels is empty.');
  return { height: known.side, width: known.side, channels: 1, values: Float32Array.from(known.weights) };
}

/** Copies the middle of one square grid into the middle of another. */
function recentre(from: FeatureMap, side: number): FeatureMap {
  const values = new Float32Array(side * side);
  const shiftY = Math.floor((side - from.height) / 2);
  const shiftX = Math.floor((side - from.width) / 2);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const [oldY, oldX] = [y - shiftY, x - shiftX];
      const isInside = oldY >= 0 && oldY < from.height && oldX >= 0 && oldX < from.width;
      if (isInside) values[y * side + x] = from.values[oldY * from.width + oldX] ?? 0;
    }
  }
  return { height: side, width: side, channels: 1, values };
}

export function useKernel(): KernelChoice {
  const name = ref(first);
  const kernel = shallowRef(gridOf(first));
  const scale = ref(1);
  const bias = ref(0);
  const origin = ref('');
  const known = computed(() => kernelLibrary.find((one) => one.name === name.value));

  const isSigned = computed(() => {
    if (known.value !== undefined) return known.value.isSigned;
    const sum = kernel.value.values.reduce((total, weight) => total + weight, 0);
    const size = kernel.value.values.reduce((total, weight) => total + Math.abs(weight), 0);
    // One that forgets brightness, or nearly so, answers with both signs.
    return Math.abs(sum) < 0.25 * size;
  });

  function choose(chosen: string): void {
    name.value = chosen;
    if (known.value === undefined) return;
    kernel.value = gridOf(chosen);
    scale.value = known.value.scale;
    bias.value = 0;
  }

  function learn(filter: FeatureMap, learnedBias: number, where: string): void {
    name.value = 'learned';
    origin.value = where;
    kernel.value = filter;
    scale.value = 1;
    bias.value = learnedBias;
  }

  function setWeight(index: number, weight: number): void {
    const values = Float32Array.from(kernel.value.values);
    values[index] = weight;
    kernel.value = { ...kernel.value, values };
    name.value = 'own';
  }

  function resize(side: number): void {
    if (!Number.isInteger(side) || side < smallestSide || side > largestSide) return;
    kernel.value = recentre(kernel.value, side);
    name.value = 'own';
  }

  const description = computed(() => {
    if (known.value !== undefined) return known.value.description;
    if (name.value !== 'learned') return 'Your own numbers.';
    return `${origin.value}: its weights and its bias over the plain pixels, before the activation.`;
  });
  return { name, kernel, scale, bias, description, isSigned, choose, learn, setWeight, resize };
}
