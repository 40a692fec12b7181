/**
 * Single pictures with their pixels, to be looked at: out of packed sets, or decoded from a file by a decoder process
 * of its own. Nothing is imported or kept.
 */
import { realpath } from 'node:fs/promises';
import { basename, join, sep } from 'node:path';
import { AppError } from '../contract/errors';
import type { PictureData } from '../contract/pictures';
import type { ItemRepository } from '../db/item-repository';
import type { DecodedMessage, DecoderMessage, PictureForm } from './decoder-protocol';
import { DecoderLane, type JobEnd } from './decoder-lane';
import type { LaunchDecoder } from './decoder-process';
import type { PackedSets } from './packed-set';

export interface PictureServiceParts {
  readonly items: ItemRepository;
  readonly packedSets: PackedSets;
  readonly launchDecoder: LaunchDecoder;
  readonly log: (line: string) => void;
  /** Silence after which the decoder counts as hung. */
  readonly decoderSilenceMs?: number;
}

const SILENCE_MS = 30_000;
/** The process stays for the next picture, but not for ever: it holds a hundred megabytes. */
const IDLE_MS = 20_000;

export class PictureService {
  readonly #parts: PictureServiceParts;
  readonly #silenceMs: number;
  #lane: DecoderLane;
  #last: Promise<unknown> = Promise.resolve();
  #idle: NodeJS.Timeout | undefined;

  constructor(parts: PictureServiceParts) {
    this.#parts = parts;
    this.#silenceMs = parts.decoderSilenceMs ?? SILENCE_MS;
    this.#lane = this.#newLane();
  }

  /**
   * As it lies in the packed set.
   * @throws AppError('notFound') for an item that does not exist or was skipped
   */
  async ofItem(itemId: number): Promise<PictureData> {
    const place = this.#parts.items.place(itemId);
    const origin = this.#parts.items.origin(itemId);
    if (place === null || origin === null) throw noItem();
    const { datasetId, slot, heightPx, widthPx } = place;
    const channels = place.channels === 3 ? 3 : 1;
    const pixels = await this.#parts.packedSets.readSlot(datasetId, slot, heightPx * widthPx * channels);
    return { name: origin.relativePath, heightPx, widthPx, channels, pixels };
  }

  /**
   * Decoded again from the file it was imported from.
   * @throws AppError('notFound') where the item or its file is gone, AppError('precondition') for built-in pictures,
   * and what `open` throws
   */
  async original(itemId: number, maxSidePx: number): Promise<PictureData> {
    const origin = this.#parts.items.origin(itemId);
    if (origin === null) throw noItem();
    const { rootPath, relativePath } = origin;
    if (rootPath === null) {
      throw new AppError(
        'precondition',
        'Built-in pictures are drawn at the size they are shown; there is no larger original.',
      );
    }
    const path = await realFile(rootPath, relativePath);
    return { ...(await this.open(path, maxSidePx)), name: relativePath };
  }

  /**
   * Any picture file, in its own proportions and colours; a larger one is made smaller. One at a time.
   * @throws AppError('validation') with the reason where it is no picture, AppError('io') when it takes the decoder down
   */
  open(path: string, maxSidePx: number): Promise<PictureData> {
    return this.#inTurn(() => this.#open(path, maxSidePx));
  }

  /**
   * Any picture file, brought to the form of a set as its own were on import: uint8 [heightPx, widthPx, channels]. One at a time.
   * @throws as `open`
   */
  openLike(path: string, form: PictureForm): Promise<Uint8Array> {
    return this.#inTurn(() => this.#openLike(path, form));
  }

  close(): void {
    clearTimeout(this.#idle);
    this.#lane.close();
  }

  /** One after the other. The process never rests within one, and does so when no other has come for long. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(async () => {
      clearTimeout(this.#idle);
      try {
        return await work();
      } finally {
        this.#idle = setTimeout(() => this.#rest(), IDLE_MS);
        this.#idle.unref();
      }
    });
    this.#last = done.catch(() => undefined);
    return done;
  }

  async #openLike(path: string, form: PictureForm): Promise<Uint8Array> {
    const answers: DecodedMessage[] = [];
    const end = await this.#lane.run({ type: 'decode', form, paths: [path] }, (message) => {
      if (message.type === 'decoded') answers.push(message);
    });
    const answer = answers.find(({ results }) => results.length > 0);
    const reason = answer?.results[0]?.reason ?? null;
    if (answer !== undefined && reason === null) return answer.pixels;
    throw this.#refusal(basename(path), reason, end);
  }

  async #open(path: string, maxSidePx: number): Promise<PictureData> {
    let opened: Extract<DecoderMessage, { type: 'opened' }> | null = null;
    const end = await this.#lane.run({ type: 'open', path, maxSidePx }, (message) => {
      if (message.type === 'opened') opened = message;
    });
    return this.#judge(basename(path), opened, end);
  }

  #newLane(): DecoderLane {
    return new DecoderLane(this.#parts.launchDecoder, this.#silenceMs);
  }

  /** The next picture gets another lane: this one's process is still there until it has ended. */
  #rest(): void {
    this.#lane.close();
    this.#lane = this.#newLane();
  }

  #judge(name: string, opened: Extract<DecoderMessage, { type: 'opened' }> | null, end: JobEnd): PictureData {
    const picture = opened?.picture;
    if (picture?.reason !== null) throw this.#refusal(name, picture?.reason ?? null, end);
    const { heightPx, widthPx, channels, pixels } = picture;
    return { name, heightPx, widthPx, channels, pixels };
  }

  /** @param reason of the decoder; null where it has not come to an answer */
  #refusal(name: string, reason: string | null, end: JobEnd): AppError {
    if (end.how === 'failed') {
      return new AppError(
        'internal',
        `Pictures cannot be decoded on this machine: ${end.message}. Reinstall the app; if it stays, report it with the log file.`,
      );
    }
    if (reason !== null) return new AppError('validation', `“${name}” cannot be shown: ${reason}.`);
    const fate = end.how === 'hung' ? `took longer than ${this.#silenceMs / 1000} s` : 'ended the decoder';
    this.#parts.log(`picture: ${name} ${fate} (${JSON.stringify(end)})`);
    return new AppError('io', `“${name}” ${fate} and was given up. Choose another picture.`);
  }
}

function noItem(): AppError {
  return new AppError('notFound', 'This picture does not exist any more. Choose another one.');
}

/** S10: reads stay within the imported folder, whatever has become of it since. */
async function realFile(rootPath: string, relativePath: string): Promise<string> {
  try {
    const root = await realpath(rootPath);
    const file = await realpath(join(root, relativePath));
    if (file.startsWith(root.endsWith(sep) ? root : root + sep)) return file;
  } catch (error) {
    throw gone(relativePath, error);
  }
  throw gone(relativePath, undefined);
}

function gone(relativePath: string, cause: unknown): AppError {
  return new AppError(
    'notFound',
    `The file of “${relativePath}” is not in its folder any more. The imported copy can still be used.`,
    { cause },
  );
}
