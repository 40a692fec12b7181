/**
 * Kills trainings and imports at random moments, again and again, and looks at what is left (R2): the database is whole,
 * every epoch that was told of is there, and a run that was killed ten times ends with the curve and the weights of one that
 * never was. Moments come from a seed; nothing depends on how fast the machine is.
 */
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { examine, type EpochFound, type Findings } from './autopsy';
import { Dice } from './dice';
import { runVictim, type Ended, type Moment } from './victim';

export interface TortureOptions {
  /** The built command line. */
  readonly cli: string;
  readonly kills: number;
  readonly seed: number;
  readonly say: (line: string) => void;
}

export interface TortureResult {
  readonly trainingKills: number;
  readonly importKills: number;
  /** Epochs that processes told of before they were killed, and those of them that were found after. */
  readonly acknowledged: number;
  readonly found: number;
  /** Runs that were killed and resumed to their end, and those with equal curve and weights. */
  readonly runs: number;
  readonly equalRuns: number;
  /** Imports that were killed and begun anew, and those with equal pixels. */
  readonly imports: number;
  readonly equalImports: number;
  /** Sentences; empty when nothing is wrong. */
  readonly wrong: readonly string[];
}

const EPOCHS = 240;
const PICTURES = 160;
/** Of one run, and of one import, before it is let come to its end. */
const MOST_KILLS = { training: 6, import: 4 };

/** Everything with a state to lose: shuffling, dropout, moments of Adam, a schedule. */
const experiment = {
  version: 1,
  name: 'tortured',
  seed: 11,
  data: { dataset: 'pictures', mode: 'patches', patchSize: [6, 6], patchCount: 500 },
  split: { validation: 0.1, test: 0.1 },
  network: {
    layers: [
      { type: 'dense', units: 12, activation: 'sigmoid' },
      { type: 'dropout', rate: 0.3 },
      { type: 'dense', units: 36, activation: 'sigmoid' },
    ],
  },
  objective: { target: 'input', loss: 'squaredError', sparsity: { rho: 0.1, beta: 0.5 } },
  optimizer: { type: 'adam', learningRate: 0.01 },
  training: { epochs: EPOCHS, batchSize: 25 },
};

interface Reference {
  readonly folder: string;
  readonly pictures: string;
  readonly experiment: string;
  readonly curve: readonly EpochFound[];
  readonly weights: unknown;
  readonly pixels: string;
}

export async function torture(options: TortureOptions): Promise<TortureResult> {
  const scratch = mkdtempSync(join(tmpdir(), 'simplecell-torture-'));
  try {
    const reference = await undisturbed(scratch, options.cli);
    options.say(`undisturbed: ${EPOCHS} epochs, weights ${String(reference.weights)}`);
    return await new Torturer(options, scratch, reference).run();
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

class Torturer {
  readonly #options: TortureOptions;
  readonly #scratch: string;
  readonly #reference: Reference;
  readonly #dice: Dice;
  readonly #wrong: string[] = [];
  #trainingKills = 0;
  #importKills = 0;
  #acknowledged = 0;
  #found = 0;
  #runs = 0;
  #equalRuns = 0;
  #imports = 0;
  #equalImports = 0;

  constructor(options: TortureOptions, scratch: string, reference: Reference) {
    this.#options = options;
    this.#scratch = scratch;
    this.#reference = reference;
    this.#dice = new Dice(options.seed);
  }

  async run(): Promise<TortureResult> {
    for (let round = 1; this.#kills < this.#options.kills; round++) {
      const dataDir = join(this.#scratch, `round-${round}`);
      const isTraining = round % 2 === 1;
      if (isTraining) await this.#train(dataDir);
      else await this.#import(dataDir);
      rmSync(dataDir, { recursive: true, force: true });
      this.#options.say(
        `${this.#kills} of ${this.#options.kills} kills: ${isTraining ? 'a training' : 'an import'} is through` +
          `, ${this.#found} of ${this.#acknowledged} epochs found, ${this.#wrong.length} findings`,
      );
    }
    return {
      trainingKills: this.#trainingKills,
      importKills: this.#importKills,
      acknowledged: this.#acknowledged,
      found: this.#found,
      runs: this.#runs,
      equalRuns: this.#equalRuns,
      imports: this.#imports,
      equalImports: this.#equalImports,
      wrong: this.#wrong,
    };
  }

  get #kills(): number {
    return this.#trainingKills + this.#importKills;
  }

  /** One run, killed and resumed until it has had enough, then to its end. */
  async #train(dataDir: string): Promise<void> {
    cpSync(this.#reference.folder, dataDir, { recursive: true });
    const told = new Map<number, number>();
    let kills = 0;
    let runs = 0;
    for (;;) {
      const mayKill = kills < MOST_KILLS.training && this.#kills < this.#options.kills;
      const moment = mayKill ? this.#moment(30, 25) : null;
      // Epochs of before are repeated at a resume; only new ones bring the moment nearer.
      const before = told.size;
      const ended = await this.#command(
        dataDir,
        runs > 0 ? ['resume', '1'] : ['train', this.#reference.experiment],
        moment,
        (event) => event['event'] === 'epoch' && Number(event['epoch']) > before,
      );
      for (const event of ended.events) if (event['event'] === 'epoch') this.#note(told, event);
      if (!ended.killed) {
        this.#judgeRun(dataDir, ended);
        return;
      }
      kills += 1;
      this.#trainingKills += 1;
      const left = this.#lookAfter(dataDir, told);
      if (left.weights !== null) {
        // It was killed between its end and its last word.
        this.#judgeCurve(left.epochs, left.weights);
        return;
      }
      runs = left.runs;
    }
  }

  #note(told: Map<number, number>, event: Record<string, unknown>): void {
    const { loss } = event['train'] as { loss: number };
    told.set(Number(event['epoch']), loss);
  }

  /** @returns what is there: no run where it was killed before it began */
  #lookAfter(dataDir: string, told: ReadonlyMap<number, number>): Findings {
    const findings = examine(dataDir);
    const { wrong, epochs } = findings;
    const losses = new Map(epochs.map(({ epoch, loss }) => [epoch, loss]));
    this.#report(wrong);
    for (const [epoch, loss] of told) {
      this.#acknowledged += 1;
      if (losses.get(epoch) === loss) this.#found += 1;
      else
        this.#report([`epoch ${epoch} was told of with loss ${loss}, and is ${String(losses.get(epoch))}`]);
    }
    return findings;
  }

  #judgeRun(dataDir: string, { code, events, stderr }: Ended): void {
    if (code !== 0) this.#report([`a run ended with ${String(code)}: ${stderr}`]);
    const { wrong, epochs } = examine(dataDir);
    this.#report(wrong);
    this.#judgeCurve(epochs, events.at(-1)?.['weightsSha256']);
  }

  #judgeCurve(epochs: readonly EpochFound[], weights: unknown): void {
    this.#runs += 1;
    const isEqual =
      JSON.stringify(epochs) === JSON.stringify(this.#reference.curve) && weights === this.#reference.weights;
    if (isEqual) this.#equalRuns += 1;
    else this.#report([`a resumed run of ${epochs.length} epochs differs from the undisturbed one`]);
  }

  /** Imports that are killed one after another; at last one that is let live. */
  async #import(dataDir: string): Promise<void> {
    mkdirSync(dataDir);
    for (let attempt = 1; ; attempt++) {
      const mayKill = attempt <= MOST_KILLS.import && this.#kills < this.#options.kills;
      const ended = await this.#command(
        dataDir,
        importArguments(this.#reference.pictures, `pictures ${attempt}`),
        mayKill ? this.#moment(4, 200) : null,
        (event) => event['event'] === 'progress',
      );
      const { wrong, sets } = examine(dataDir);
      this.#report(wrong);
      const set = sets.find(({ name }) => name === `pictures ${attempt}`);
      const promised = Math.max(0, ...ended.events.map(({ imported }) => Number(imported ?? 0)));
      if ((set?.pictures ?? 0) < promised) {
        this.#report([`${promised} pictures were told of, ${String(set?.pictures)} are there`]);
      }
      if (ended.killed) {
        this.#importKills += 1;
        continue;
      }
      this.#imports += 1;
      const isEqual =
        ended.code === 0 && set !== undefined && hashOfSet(dataDir, set.id) === this.#reference.pixels;
      if (isEqual) this.#equalImports += 1;
      else this.#report([`an import ended with ${String(ended.code)} and other pixels: ${ended.stderr}`]);
      this.#report(unfinished(sets, attempt));
      return;
    }
  }

  #command(
    dataDir: string,
    args: readonly string[],
    moment: Moment | null,
    counts: (event: Record<string, unknown>) => boolean,
  ): Promise<Ended> {
    return runVictim({ cli: this.#options.cli, args: ['--data', dataDir, ...args], moment, counts });
  }

  /** Every fifth time while the process starts, otherwise somewhere in its work. */
  #moment(mostLines: number, mostDelayMs: number): Moment {
    if (this.#dice.between(1, 5) === 1) return { lines: 0, delayMs: this.#dice.between(0, 700) };
    return { lines: this.#dice.between(1, mostLines), delayMs: this.#dice.between(0, mostDelayMs) };
  }

  #report(wrong: readonly string[]): void {
    for (const sentence of wrong) this.#options.say(`WRONG: ${sentence}`);
    this.#wrong.push(...wrong);
  }
}

/** A set that was cut off is never taken for a whole one. */
function unfinished(
  sets: readonly { name: string; state: string; pictures: number }[],
  last: number,
): string[] {
  return sets
    .filter(
      ({ name, state, pictures }) => name !== `pictures ${last}` && state === 'ready' && pictures < PICTURES,
    )
    .map(({ name }) => `${name} was cut off and says it is ready`);
}

/** What everything is compared with: the import and the run of processes that nobody kills. */
async function undisturbed(scratch: string, cli: string): Promise<Reference> {
  const pictures = join(scratch, 'pictures');
  await writePictures(pictures);
  const file = join(scratch, 'experiment.json');
  writeFileSync(file, JSON.stringify(experiment));
  const folder = join(scratch, 'imported');
  const trained = join(scratch, 'trained');
  await mustEnd(cli, ['--data', folder, ...importArguments(pictures, 'pictures')]);
  cpSync(folder, trained, { recursive: true });
  const { events } = await mustEnd(cli, ['--data', trained, 'train', file]);
  const weights = events.at(-1)?.['weightsSha256'];
  const { epochs: curve } = examine(trained);
  return { folder, pictures, experiment: file, curve, weights, pixels: hashOfSet(folder, 1) };
}

async function mustEnd(cli: string, args: readonly string[]): Promise<Ended> {
  const ended = await runVictim({ cli, args, moment: null, counts: () => false });
  if (ended.code !== 0)
    throw new Error(`${args.join(' ')} ended with ${String(ended.code)}: ${ended.stderr}`);
  return ended;
}

function importArguments(pictures: string, name: string): string[] {
  return ['import', pictures, '--name', name, '--size', '24x24'];
}

/** Stripes of many directions and widths, in two classes. */
async function writePictures(folder: string): Promise<void> {
  const side = 24;
  for (let index = 0; index < PICTURES; index++) {
    const angle = (index / PICTURES) * Math.PI;
    const pixels = Buffer.alloc(side * side);
    pixels.forEach((_, at) => {
      const along = (at % side) * Math.cos(angle) + Math.floor(at / side) * Math.sin(angle);
      pixels[at] = 128 + 100 * Math.sin((along * (1 + (index % 5))) / 4);
    });
    const file = join(folder, index % 2 === 0 ? 'even' : 'odd', `${index}.png`);
    mkdirSync(join(file, '..'), { recursive: true });
    await sharp(pixels, { raw: { width: side, height: side, channels: 1 } })
      .png()
      .toFile(file);
  }
}

function hashOfSet(dataDir: string, id: number): string {
  return createHash('sha256')
    .update(readFileSync(join(dataDir, 'sets', `${id}.pixels`)))
    .digest('hex');
}
