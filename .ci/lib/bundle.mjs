/** Bundles TypeScript programs of `tests/` for plain Node, as the build does with main. */
import { join } from 'node:path';
import { root } from './paths.mjs';

/**
 * @param {string} name folder below `out/`, emptied first
 * @param {Record<string, string>} entries path of each entry by the name of its bundle; a thread's entry lies beside what starts it
 * @returns {Promise<string>} the folder
 */
export async function bundle(name, entries) {
  const { build } = await import('vite');
  const outDir = join(root, 'out', name);
  await build({
    root,
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    build: {
      ssr: true,
      outDir,
      target: 'node24',
      minify: false,
      emptyOutDir: true,
      rolldownOptions: {
        input: Object.fromEntries(Object.entries(entries).map(([entry, path]) => [entry, join(root, path)])),
        output: { entryFileNames: '[name].js', chunkFileNames: 'shared-[name]-[hash].js' },
      },
    },
  });
  return outDir;
}
