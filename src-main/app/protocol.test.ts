/** The app's scheme gives out the page and thumbnails, and nothing else (S2, S3). */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createProtocolHandler } from './protocol';

let folder: string;
let handle: (request: Request) => Promise<Response>;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'simplecell-page-'));
  const pageDir = join(folder, 'page');
  mkdirSync(join(pageDir, 'assets'), { recursive: true });
  writeFileSync(join(pageDir, 'index.html'), '<p>page</p>');
  writeFileSync(join(pageDir, 'assets', 'main.js'), 'export {};');
  writeFileSync(join(pageDir, 'assets', 'kernels.wasm'), 'bytes');
  mkdirSync(join(pageDir, 'workers'));
  writeFileSync(join(pageDir, 'workers', 'explorer-worker.js'), 'export {};');
  writeFileSync(join(pageDir, 'workers', 'page.html'), '<p>no worker</p>');
  writeFileSync(join(pageDir, 'notes.secret'), 'of no type that the page has');
  writeFileSync(join(folder, 'secret.js'), 'secret');
  symlinkSync(join(folder, 'secret.js'), join(pageDir, 'assets', 'link.js'));
  handle = createProtocolHandler({
    pageDir,
    picture: (itemId) =>
      Promise.resolve(
        itemId === 7 ? { heightPx: 1, widthPx: 1, channels: 1, pixels: Uint8Array.of(200) } : null,
      ),
    log: () => undefined,
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Like a request from the page, whose address need not have been tidied by a parser. */
const get = (url: string): Promise<Response> => handle({ url, method: 'GET' } as Request);

describe('the page', () => {
  it.each([
    ['simplecell://app/index.html', 'text/html; charset=utf-8'],
    ['simplecell://app/', 'text/html; charset=utf-8'],
    ['simplecell://app/assets/main.js', 'text/javascript; charset=utf-8'],
    ['simplecell://app/assets/kernels.wasm', 'application/wasm'],
    ['simplecell://app/workers/explorer-worker.js', 'text/javascript; charset=utf-8'],
  ])('is served: %s', async (url, type) => {
    const response = await get(url);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe(type);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('comes with a policy that allows neither inline code, nor eval, nor the network', async () => {
    const policy = (await get('simplecell://app/')).headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
  });

  it('lets its workers compile WebAssembly and fetch from the app, and nothing more', async () => {
    const response = await get('simplecell://app/workers/explorer-worker.js');
    expect(response.headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'",
    );
  });

  it.each([
    'simplecell://app/index.html',
    'simplecell://app/assets/main.js',
    'simplecell://app/assets/kernels.wasm',
    'simplecell://app/workers/page.html',
    'simplecell://app/assets/../workers/explorer-worker.js',
    'simplecell://app/nothing.js',
    'simplecell://thumb/7',
  ])('gives that policy to nothing else: %s', async (url) => {
    const policy = (await get(url)).headers.get('content-security-policy');
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toContain('wasm');
  });

  it.each([
    'simplecell://app/../secret.js',
    'simplecell://app/assets/../../secret.js',
    'simplecell://app/%2e%2e/secret.js',
    'simplecell://app/%2E%2E%2Fsecret.js',
    'simplecell://app/..%2fsecret.js',
    'simplecell://app/..\\secret.js',
    'simplecell://app/%5c..%5csecret.js',
    'simplecell://app/assets/link.js',
    'simplecell://app/secret.js%00.html',
    'simplecell://app//etc/passwd',
    'simplecell://app/nothing.js',
    'simplecell://app/assets',
    'simplecell://app/notes.secret',
    'simplecell://other/index.html',
  ])('does not lead out of its folder: %s', async (url) => {
    const response = await get(url);
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(response.status).toBeLessThan(500);
    expect(await response.text()).toBe('');
  });

  it('takes no other method', async () => {
    expect((await handle({ url: 'simplecell://app/', method: 'POST' } as Request)).status).toBe(405);
  });
});

describe('thumbnails', () => {
  it('are bitmaps that may be kept for ever', async () => {
    const response = await get('simplecell://thumb/7');
    expect(response.headers.get('content-type')).toBe('image/bmp');
    expect(response.headers.get('cache-control')).toMatch(/immutable/);
    expect(new TextDecoder().decode((await response.arrayBuffer()).slice(0, 2))).toBe('BM');
  });

  it.each(['8', 'x', '-7', '7/8', '', '99999999999999999999'])(
    'are not there for item "%s"',
    async (item) => {
      expect((await get(`simplecell://thumb/${item}`)).status).toBe(404);
    },
  );
});
