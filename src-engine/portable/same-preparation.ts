/** Whether two models make the same of raw pixels, and in what they differ. */
import type { PortableModel, PreparationStep } from './portable-model';

/** Of the larger number; steps are stored as float32 by some formats. */
const tolerance = 1e-5;

/** They follow from the size of the pictures, and some formats hold but the part of them that the window needs. */
const implied: readonly string[] = ['backRows', 'backColumns'];

/** Null where they are the same, else what differs, to follow "The model". */
export function preparationDiffers(own: PortableModel, other: PortableModel): string | null {
  if (own.preparation.length !== other.preparation.length) return steps(own, other);
  for (const [index, step] of own.preparation.entries()) {
    const twin = other.preparation[index];
    if (step.type !== twin.type) return steps(own, other);
    for (const [key, value] of Object.entries(step)) {
      if (implied.includes(key)) continue;
      const theirs: unknown = twin[key as keyof PreparationStep];
      if (typeof value === 'number' && typeof theirs === 'number') {
        if (!isClose(value, theirs)) return `has ${key} ${value} in its step "${step.type}", got ${theirs}`;
      } else if (key !== 'type' && typeof value === 'string' && typeof theirs === 'string') {
        if (!sameTensor(own, value, other, theirs)) return `has other ${key} in its step "${step.type}"`;
      } else if (JSON.stringify(value) !== JSON.stringify(theirs)) {
        return `has another ${key} in its step "${step.type}"`;
      }
    }
  }
  return null;
}

function steps(own: PortableModel, other: PortableModel): string {
  const names = ({ preparation }: PortableModel): string => preparation.map(({ type }) => type).join(', ');
  return `prepares pixels by ${names(own)}, got ${names(other)}`;
}

function isClose(a: number, b: number): boolean {
  return Math.abs(a - b) <= tolerance * Math.max(Math.abs(a), Math.abs(b));
}

function sameTensor(own: PortableModel, name: string, other: PortableModel, twin: string): boolean {
  const [ours, theirs] = [own.tensors.get(name)?.values, other.tensors.get(twin)?.values];
  if (ours === undefined || theirs?.length !== ours.length) return false;
  const largest = ours.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return ours.every((value, index) => Math.abs(value - theirs[index]) <= tolerance * largest);
}
