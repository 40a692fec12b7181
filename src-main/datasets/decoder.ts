/**
 * Entry of a decoder process: takes jobs, decodes their files (or encodes animations), answers. It holds all native code that sees
 * hostile bytes; the database, the page and the network are out of its reach. It runs as a child process of plain
 * Node and as a utility process of Electron.
 */
import { decodePicture, openPicture, probePicture, type DecodedPicture } from './decode-picture';
import type {
  DecodedMessage,
  DecoderMessage,
  DecodeRequest,
  DecoderRequest,
  EncodeRequest,
  ProbeRequest,
} from './decoder-protocol';
import type { Frame } from '../export/animation-frames';
import { encodeAnimation } from '../export/encode-animation';
import { generateSample } from './generate-sample';
import { loadSharp, type Sharp } from './load-sharp';

/** Files on their way at once: reading one overlaps with decoding another. */
const IN_FLIGHT = 2;
/** Finished files are sent when this much time or these many bytes have gathered. */
const FLUSH_MS = 60;
const FLUSH_BYTES = 8 * 1024 * 1024;

const post = connect((request) => {
  void answer(request);
});

async function answer(request: DecoderRequest): Promise<void> {
  try {
    if (request.type === 'sample') {
      post({ type: 'sampled', job: request.job, pixels: generateSample(request.name) });
      return;
    }
    if (request.type === 'frame') {
      frames.push(request.frame);
      post({ type: 'framed', job: request.job });
      return;
    }
    const sharp = sharpOnce();
    if (request.type === 'probe') await probe(sharp, request);
    else if (request.type === 'decode') await decode(sharp, request);
    else if (request.type === 'encode') await encode(sharp, request);
    else {
      const picture = await openPicture(sharp, request.path, request.maxSidePx);
      post({ type: 'opened', job: request.job, picture });
    }
  } catch (error) {
    post({
      type: 'failed',
      job: request.job,
      message: error instanceof Error ? error.message : String(error),
    });
  }
}

/** Those of the animation that is under way. */
const frames: Frame[] = [];

async function encode(sharp: Sharp, { job, settings }: EncodeRequest): Promise<void> {
  const animation = await encodeAnimation(sharp, frames.splice(0), settings, (progress) =>
    post({ type: 'encoding', job, progress }),
  );
  post({ type: 'encoded', job, animation });
}

let loaded: Sharp | undefined;

function sharpOnce(): Sharp {
  loaded ??= loadSharp();
  return loaded;
}

async function probe(sharp: Sharp, { job, paths }: ProbeRequest): Promise<void> {
  const sizes = await Promise.all(paths.map((path) => probePicture(sharp, path)));
  post({ type: 'probed', job, sizes });
}

/** Starts files in order, a few ahead of the one awaited, and reports them in order. */
async function decode(sharp: Sharp, { job, paths, form }: DecodeRequest): Promise<void> {
  const ahead: Promise<DecodedPicture>[] = [];
  let next = 0;
  let finished: DecodedPicture[] = [];
  let bytes = 0;
  let flushedAt = performance.now();
  for (let done = 0; done < paths.length; done++) {
    while (ahead.length < IN_FLIGHT && next < paths.length) {
      ahead.push(decodePicture(sharp, paths[next] ?? '', form));
      next++;
    }
    const picture = await ahead.shift();
    if (picture === undefined) break;
    finished.push(picture);
    bytes += picture.pixels?.length ?? 0;
    const complete = done === paths.length - 1;
    if (complete || bytes > FLUSH_BYTES || performance.now() - flushedAt > FLUSH_MS) {
      post(decodedMessage(job, finished, complete));
      finished = [];
      bytes = 0;
      flushedAt = performance.now();
    }
  }
}

function decodedMessage(job: number, pictures: readonly DecodedPicture[], complete: boolean): DecodedMessage {
  const pixels = Buffer.concat(pictures.flatMap((picture) => picture.pixels ?? []));
  const results = pictures.map(({ reason, original }) => ({ reason, original }));
  return { type: 'decoded', job, results, pixels, complete };
}

/** Listens to whoever started this process; returns how to answer. */
function connect(listen: (request: DecoderRequest) => void): (message: DecoderMessage) => void {
  const port = (process as Partial<Pick<NodeJS.Process, 'parentPort'>>).parentPort;
  if (port) {
    port.on('message', (event) => listen(event.data as DecoderRequest));
    return (message) => port.postMessage(message);
  }
  process.on('message', (request) => listen(request as DecoderRequest));
  process.on('disconnect', () => process.exit());
  return (message) => process.send?.(message);
}
