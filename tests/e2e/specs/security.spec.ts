/** What the page cannot do: S1, S3, S4, S5, S8 and S9 of the security promises. */
import { contract } from '../../../src-main/contract';
import type { Domain } from '../../../src-main/contract/define';
import { expect, test } from '../fixtures/launch';
import { HomePage } from '../pages/home-page';

const refusals = /Content.Security.Policy|Refused to|Not allowed to|ERR_|Failed to (load|fetch)/i;

test('S1 the page has no Node', async ({ lab }) => {
  const types = await lab.page.evaluate(() => [
    typeof (globalThis as Record<string, unknown>)['require'],
    typeof (globalThis as Record<string, unknown>)['process'],
    typeof (globalThis as Record<string, unknown>)['Buffer'],
  ]);
  expect(types).toEqual(['undefined', 'undefined', 'undefined']);
});

test('S3 inline script and eval fail', async ({ lab }) => {
  lab.tolerateErrors(refusals);
  const ran = await lab.page.evaluate(async () => {
    const script = document.createElement('script');
    script.textContent = 'window.inlineRan = true';
    document.body.append(script);
    // From a timer: what the debugger itself calls is excused from the policy.
    const evaluated = await new Promise<string>((resolve) => {
      setTimeout(() => {
        try {
          resolve(String(globalThis.eval('1 + 1')));
        } catch (error) {
          resolve((error as Error).name);
        }
      });
    });
    return { inline: 'inlineRan' in window, evaluated };
  });
  expect(ran).toEqual({ inline: false, evaluated: 'EvalError' });
});

/** The smallest module: magic number and version. */
const emptyModule = [0, 97, 115, 109, 1, 0, 0, 0];

test('S3 the page compiles no WebAssembly; the explorer worker does, for the kernels', async ({ lab }) => {
  lab.tolerateErrors(refusals);
  const page = await lab.page.evaluate(
    (bytes) =>
      // From a timer: what the debugger itself calls is excused from the policy.
      new Promise<string>((resolve) => {
        setTimeout(() => {
          try {
            new WebAssembly.Module(new Uint8Array(bytes));
            resolve('compiled');
          } catch (error) {
            resolve((error as Error).name);
          }
        });
      }),
    emptyModule,
  );
  expect(page).toBe('CompileError');

  const answer = await lab.page.evaluate(
    () =>
      new Promise<unknown>((resolve, reject) => {
        const worker = new Worker('/workers/explorer-worker.js', { type: 'module' });
        worker.onmessage = ({ data }) => resolve(data);
        worker.onerror = (event) => reject(new Error(event.message));
        const one = { height: 1, width: 1, channels: 1 };
        const picture = { ...one, values: Float32Array.of(3) };
        const kernel = { ...one, values: Float32Array.of(2) };
        const pair = [1, 1];
        const window = { stride: pair, padding: 'valid', dilation: pair };
        const settings = { kind: 'correlation', ...window, scale: 1, bias: 1 };
        const question = { picture, kernel, settings };
        worker.postMessage({ type: 'ask', id: 1, topic: 'convolution', question });
      }),
  );
  expect(answer).toMatchObject({ type: 'answer', id: 1, answer: { values: { 0: 7 } } });
});

test('S3 scripts of other places start as no worker', async ({ lab }) => {
  lab.tolerateErrors(refusals);
  const ended = await lab.page.evaluate(() =>
    Promise.all(
      ['data:text/javascript,postMessage(1)', URL.createObjectURL(new Blob(['postMessage(1)']))].map(
        (address) =>
          new Promise<string>((resolve) => {
            try {
              const worker = new Worker(address);
              worker.onmessage = () => resolve('ran');
              worker.onerror = () => resolve('refused');
            } catch (error) {
              resolve((error as Error).name === 'SecurityError' ? 'refused' : String(error));
            }
          }),
      ),
    ),
  );
  expect(ended).toEqual(['refused', 'refused']);
});

test('S4 and S5 the page reaches no address and opens no window', async ({ lab }) => {
  lab.tolerateErrors(refusals);
  const outcome = await lab.page.evaluate(async () => {
    const fetched = await fetch('https://example.com/').then(
      () => 'fetched',
      () => 'refused',
    );
    const opened = window.open('https://example.com/') === null ? 'refused' : 'opened';
    return { fetched, opened };
  });
  expect(outcome).toEqual({ fetched: 'refused', opened: 'refused' });

  // Playwright would wait for a navigation that never comes, so the main process is asked from here on.
  const after = await lab.app.evaluate(async ({ BrowserWindow }) => {
    const windows = BrowserWindow.getAllWindows();
    const contents = windows[0].webContents;
    const asked = new Promise((resolve) => contents.once('will-navigate', resolve));
    await contents.executeJavaScript("location.href = 'https://example.com/'; true", true);
    await asked;
    const heading: unknown = await contents.executeJavaScript("document.querySelector('h1').textContent");
    return { windows: windows.length, url: contents.getURL(), heading: String(heading) };
  });
  expect(after).toEqual({
    windows: 1,
    url: expect.stringMatching(/^simplecell:\/\/app\//),
    heading: 'Simplecell',
  });
});

test('S9 the bridge has exactly the calls of the contract', async ({ lab }) => {
  const exposed = await lab.page.evaluate(() =>
    Object.fromEntries(
      Object.entries((window as unknown as { lab: Record<string, object> }).lab).map(([domain, entries]) => [
        domain,
        Object.keys(entries).sort(),
      ]),
    ),
  );
  const promised = Object.fromEntries(
    Object.entries(contract).map(([domain, entries]) => [domain, Object.keys(entries).sort()]),
  );
  expect(exposed).toEqual(promised);
});

const junk: readonly unknown[] = [
  null,
  0,
  -1,
  1e308,
  Number.NaN,
  '',
  '../../etc/passwd',
  'x'.repeat(100_000),
  [],
  [[[]]],
  {},
  { datasetId: -1 },
  { datasetId: '1 OR 1=1' },
  { datasetId: 1e9, state: 'ready', offset: -5, limit: 1e9 },
  { runId: 4e9, command: 'explode', epoch: -1 },
  { itemId: 1e9, maxSidePx: 1e9 },
  { itemId: 4e9, maxSidePx: 64 },
  { rootId: '/etc', options: { size: [1e9, 1e9], color: 'x', fit: 'y' } },
  { experiment: { version: 99 }, start: 'running' },
  JSON.parse('{"__proto__": {"polluted": true}, "theme": "neon"}'),
];

const typedError = { ok: false, error: { kind: expect.any(String), message: expect.any(String) } };

test('S8 junk sent to any call is answered by a typed error, and the app goes on', async ({ lab }) => {
  for (const [domain, entries] of Object.entries<Domain>(contract)) {
    for (const [verb, entry] of Object.entries(entries)) {
      if (entry.kind !== 'call') continue;
      await test.step(`${domain}.${verb}`, async () => {
        const answers = await lab.page.evaluate(sendAll, { domain, verb, values: junk });
        answers.forEach((answer, index) => {
          // What happens to fit (unknown keys are dropped) may succeed; what does not fit must be refused.
          const { ok } = answer as { ok: unknown };
          if (ok !== true || !entry.input.safeParse(junk[index]).success)
            expect(answer).toMatchObject(typedError);
        });
      });
    }
  }
  await expect(new HomePage(lab.page).learnEdges).toBeEnabled();
});

/** Runs in the page. */
async function sendAll(order: {
  domain: string;
  verb: string;
  values: readonly unknown[];
}): Promise<unknown[]> {
  const client = (window as unknown as { lab: unknown }).lab as Record<
    string,
    Record<string, (value: unknown) => Promise<unknown>>
  >;
  const answers: unknown[] = [];
  for (const value of order.values) answers.push(await client[order.domain][order.verb](value));
  return answers;
}
