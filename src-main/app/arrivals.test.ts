/** Files that the system hands over: which of the arguments they are, and that what became of each is told once. */
import { describe, expect, it } from 'vitest';
import { AppError } from '../contract/errors';
import { Arrivals, bundleArguments } from './arrivals';

describe('arguments of the app', () => {
  it('are bundles by their ending, from the folder that it was called in', () => {
    const argv = [
      '.',
      '--data',
      'mine.simplecell',
      '--x=y.simplecell',
      'a.SimpleCell',
      '/b/c.simplecell',
      'd.zip',
    ];
    expect(bundleArguments(argv, '/home')).toEqual(['/home/a.SimpleCell', '/b/c.simplecell']);
  });
});

describe('what arrives', () => {
  /** Opens each file when it is told to. */
  function slowLab() {
    const waiting: (() => void)[] = [];
    const opened: string[] = [];
    const bundles = {
      open: async (path: string) => {
        await new Promise<void>((go) => waiting.push(go));
        opened.push(path);
        if (path.includes('broken')) throw new AppError('validation', 'It is no bundle.');
        return { runId: opened.length, datasetId: null, wasThere: false };
      },
    };
    return { bundles, opened, next: () => waiting.shift()?.() };
  }

  /** Resolves with the next word that something has arrived. */
  function listening() {
    let tell = (): void => undefined;
    return { arrived: () => tell(), next: () => new Promise<void>((heard) => (tell = heard)) };
  }

  it('is opened one after the other, and told once, also where the page asked before it was there', async () => {
    const lab = slowLab();
    const ear = listening();
    const arrivals = new Arrivals({ lab: () => lab, log: () => undefined, arrived: ear.arrived });
    arrivals.add(['/x/one.simplecell', '/x/broken.simplecell']);
    expect(arrivals.take()).toEqual([]);
    for (const expected of [
      { kind: 'opened', fileName: 'one.simplecell', runId: 1, datasetId: null, wasThere: false },
      {
        kind: 'refused',
        fileName: 'broken.simplecell',
        error: { kind: 'validation', message: 'It is no bundle.' },
      },
    ]) {
      const heard = ear.next();
      lab.next();
      await heard;
      expect(arrivals.take()).toEqual([expected]);
      expect(arrivals.take()).toEqual([]);
    }
  });

  it('waits until there is a lab', async () => {
    const lab = slowLab();
    const ear = listening();
    let isOpen = false;
    const arrivals = new Arrivals({
      lab: () => (isOpen ? lab : null),
      log: () => undefined,
      arrived: ear.arrived,
    });
    arrivals.add(['/x/one.simplecell']);
    arrivals.goOn();
    expect(lab.opened).toEqual([]);
    isOpen = true;
    const heard = ear.next();
    // The look before has come to its end.
    await Promise.resolve();
    arrivals.goOn();
    lab.next();
    await heard;
    expect(arrivals.take()).toHaveLength(1);
  });
});
