/** How every Python script of an exported network begins: what it is, what it needs, where its weights lie. */
import type { PortableModel } from '../../src-engine';
import { pythonString, pythonWords } from './python-text';

export interface PythonHead {
  /** The library it is written for, e.g. `Keras 3`. */
  readonly library: string;
  /** Packages besides NumPy. */
  readonly needs: string;
  /** Its import lines, after those of the standard library. */
  readonly imports: readonly string[];
}

/** Lines up to the first definition. @param stem name of script and NPZ file, without their endings */
export function pythonHead(model: PortableModel, stem: string, head: PythonHead): string[] {
  const { height, width, channels } = model.input;
  const name = pythonWords(stem);
  return [
    `"""${pythonWords(model.name)}: a network trained with Simplecell, rebuilt for ${head.library}.`,
    '',
    `Needs ${head.needs} and numpy, and ${name}.npz beside this file. Started as a program it takes an array of pictures`,
    `(uint8 [n, ${height}, ${width}, ${channels}]) and writes what the network says: python ${name}.py pictures.npy outputs.npy`,
    ...model.notes.map(pythonWords),
    '"""',
    'import pathlib',
    'import sys',
    '',
    ...head.imports,
    '',
    `WEIGHTS = pathlib.Path(__file__).resolve().parent / ${pythonString(`${stem}.npz`)}`,
    `CLASSES = [${model.classNames.map(pythonString).join(', ')}]`,
    '',
    '',
  ];
}
