/**
 * The app's own scheme, the only thing the window can load: the page under `simplecell://app/`, pictures of data
 * sets under `simplecell://thumb/ITEM`. Answers requests; registering it is the composition root's affair.
 */
import { readFile, realpath } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import type { Picture } from '../datasets/dataset-service';
import { encodeBitmap, shrink } from './bitmap';

export const SCHEME = 'simplecell';
export const PAGE_URL = `${SCHEME}://app/index.html`;
/** The page that comes up when the lab cannot be opened. */
export const RECOVERY_URL = `${SCHEME}://app/recovery.html`;
export const PAGE_ORIGIN = `${SCHEME}://app`;

const THUMB_MAX_PX = 160;

/** S3. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  `img-src 'self' blob: data: ${SCHEME}://thumb`,
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "frame-src 'none'",
].join('; ');

/**
 * Of the page's own workers: a dedicated worker's policy comes with its script. It may compile WebAssembly, for the
 * engine's kernels, and fetch from the app; everything else is forbidden as in the page, `eval` included.
 */
export const WORKER_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "connect-src 'self'",
].join('; ');

/** Where the build puts the scripts of workers, and nothing else. */
const WORKERS = '/workers/';

const MIME: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};

export interface ProtocolParts {
  /** Folder of the built page. */
  readonly pageDir: string;
  readonly picture: (itemId: number) => Promise<Picture | null>;
  readonly log: (line: string) => void;
}

export function createProtocolHandler(parts: ProtocolParts): (request: Request) => Promise<Response> {
  return async (request) => {
    try {
      return await answer(request, parts);
    } catch (error) {
      parts.log(`${request.url}: ${String(error)}`);
      return refuse(500);
    }
  };
}

async function answer(request: Request, parts: ProtocolParts): Promise<Response> {
  if (request.method !== 'GET') return refuse(405);
  const url = new URL(request.url);
  if (url.host === 'app') return pageFile(request.url, url, parts.pageDir);
  if (url.host === 'thumb') return thumbnail(url, parts);
  return refuse(404);
}

/** S2: nothing but files that really lie in the folder of the page. */
async function pageFile(rawUrl: string, url: URL, pageDir: string): Promise<Response> {
  // Parsing resolves dot segments quietly; who sends them wants out, and is told so.
  if (/%2e|%2f|%5c|%00|\\|\/\.\.?(\/|$|\?|#)/i.test(rawUrl)) return refuse(400);
  const path = decodeURIComponent(url.pathname);
  const root = await realpath(pageDir);
  try {
    const file = await realpath(join(root, path === '/' ? 'index.html' : path));
    if (!file.startsWith(root + sep)) return refuse(403);
    const type = MIME[extname(file)];
    if (type === undefined) return refuse(404);
    const body = await readFile(file);
    const isWorker = path.startsWith(WORKERS) && extname(file) === '.js';
    const policy = isWorker ? WORKER_SECURITY_POLICY : CONTENT_SECURITY_POLICY;
    return new Response(new Uint8Array(body), { headers: headers(type, 'no-cache', policy) });
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) {
      return refuse(404);
    }
    throw error;
  }
}

async function thumbnail(url: URL, parts: ProtocolParts): Promise<Response> {
  const id = /^\/(\d{1,15})$/.exec(url.pathname)?.[1];
  const picture = id === undefined ? null : await parts.picture(Number(id));
  if (picture === null) return refuse(404);
  // An item's pixels never change while its id lives.
  return new Response(encodeBitmap(shrink(picture, THUMB_MAX_PX)), {
    headers: headers('image/bmp', 'private, max-age=31536000, immutable'),
  });
}

function headers(type: string, cache: string, policy = CONTENT_SECURITY_POLICY): Record<string, string> {
  return {
    'content-type': type,
    'content-security-policy': policy,
    'x-content-type-options': 'nosniff',
    'cache-control': cache,
  };
}

function refuse(status: number): Response {
  return new Response(null, { status, headers: { 'content-security-policy': CONTENT_SECURITY_POLICY } });
}
