/**
 * Bundles that the system hands over: by a double click, as an argument, to the first or a later instance. They are opened in the
 * lab one after the other, and what became of each waits for the page to ask.
 */
import { basename, extname, resolve } from 'node:path';
import type { Arrival } from '../contract/bundles';
import { expected } from '../ipc/envelope';
import type { Lab } from '../lab';
import { stackOf } from '../stack-of';

/** Of the lab, what opens them. */
interface OpensBundles {
  readonly bundles: Pick<Lab['bundles'], 'open'>;
}

export interface ArrivalsParts {
  /** Null while none is open; what arrives waits until then. */
  readonly lab: () => OpensBundles | null;
  readonly log: (line: string) => void;
  /** There is something for the page. */
  readonly arrived: () => void;
}

const ending = '.simplecell';

/**
 * Paths among the arguments of the app that are bundles by their name; what is inside is looked at later.
 * @param folder that the paths start from
 */
export function bundleArguments(argv: readonly string[], folder: string): string[] {
  const files = argv.filter(
    (argument, index) =>
      !argument.startsWith('-') && argv[index - 1] !== '--data' && extname(argument).toLowerCase() === ending,
  );
  return files.map((file) => resolve(folder, file));
}

export class Arrivals {
  readonly #parts: ArrivalsParts;
  readonly #waiting: string[] = [];
  #arrivals: Arrival[] = [];
  #isOpening = false;

  constructor(parts: ArrivalsParts) {
    this.#parts = parts;
  }

  add(paths: readonly string[]): void {
    this.#waiting.push(...paths);
    this.goOn();
  }

  /** Opens what waits, where there is a lab for it. */
  goOn(): void {
    if (this.#isOpening) return;
    this.#isOpening = true;
    void this.#openAll().finally(() => (this.#isOpening = false));
  }

  /** What became of them since the last call. */
  take(): Arrival[] {
    const taken = this.#arrivals;
    this.#arrivals = [];
    return taken;
  }

  async #openAll(): Promise<void> {
    for (;;) {
      const lab = this.#parts.lab();
      const path = lab === null ? undefined : this.#waiting.shift();
      if (lab === null || path === undefined) return;
      const arrival = await this.#open(lab, path);
      this.#arrivals.push(arrival);
      this.#parts.arrived();
    }
  }

  async #open(lab: OpensBundles, path: string): Promise<Arrival> {
    const fileName = basename(path);
    try {
      return { kind: 'opened', fileName, ...(await lab.bundles.open(path)) };
    } catch (error) {
      this.#parts.log(`${path}: ${stackOf(error)}`);
      const known = expected(error);
      const ours = {
        kind: 'internal' as const,
        message: `${fileName} could not be opened; the details are in simplecell.log in the data folder.`,
      };
      return { kind: 'refused', fileName, error: known ?? ours };
    }
  }
}
