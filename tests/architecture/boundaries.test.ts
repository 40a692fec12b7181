/** The folders import each other only as `rules.ts` allows. */
import { describe, expect, it } from 'vitest';
import { readImports, reachedFrom } from './imports';
import { homes, zones, type Zone } from './rules';

const graph = readImports();

function zoneOf(file: string): Zone {
  const zone = zones.find(({ from }) => file.startsWith(from));
  if (!zone) throw new Error(`${file} lies in no zone of rules.ts`);
  return zone;
}

function featureOf(file: string): string | undefined {
  return /^src-renderer\/features\/([^/]+)\//.exec(file)?.[1];
}

/** `file → target` for every import that breaks a rule. */
function violations(breaks: (file: string, target: string, isPackage: boolean) => boolean): string[] {
  return [...graph].flatMap(([file, imports]) =>
    imports
      .filter(({ target, isPackage }) => breaks(file, target, isPackage))
      .map(({ target }) => `${file} → ${target}`),
  );
}

describe('import boundaries', () => {
  it('sees the sources and what they import', () => {
    expect(graph.size).toBeGreaterThan(50);
    expect(graph.get('src-main/contract/runs.ts')).toContainEqual({
      target: 'src-engine/index.ts',
      isPackage: false,
    });
    expect(graph.get('src-engine/worker/entry.ts')).toContainEqual({
      target: 'node:worker_threads',
      isPackage: true,
    });
  });

  it('lets each part import only the files it may know', () => {
    const broken = violations((file, target, isPackage) => {
      const zone = zoneOf(file);
      return !isPackage && ![zone.from, ...zone.files].some((allowed) => target.startsWith(allowed));
    });
    expect(broken).toEqual([]);
  });

  it('lets each part import only the packages it may know', () => {
    const broken = violations(
      (file, target, isPackage) =>
        isPackage && !zoneOf(file).packages.some((pattern) => pattern.test(target)),
    );
    expect(broken).toEqual([]);
  });

  it('keeps each special package in its one home', () => {
    const broken = violations((file, target) => {
      const home = homes.find((entry) => entry.package === target);
      return home !== undefined && !home.only.some((prefix) => file.startsWith(prefix));
    });
    expect(broken).toEqual([]);
  });

  it('keeps the features of the page apart', () => {
    const broken = violations((file, target) => {
      const [here, there] = [featureOf(file), featureOf(target)];
      return here !== undefined && there !== undefined && here !== there;
    });
    expect(broken).toEqual([]);
  });

  it('keeps what features share free of features', () => {
    const broken = violations(
      (file, target) => file.startsWith('src-renderer/shared/') && featureOf(target) !== undefined,
    );
    expect(broken).toEqual([]);
  });

  it.each([
    'src-main/cli.ts',
    'src-main/datasets/decoder.ts',
    'src-main/export/export-worker.ts',
    'src-engine/worker/entry.ts',
  ])('never reaches Electron from %s, which runs under plain Node', (entry) => {
    expect([...reachedFrom(entry, graph)]).not.toContain('electron');
  });
});
