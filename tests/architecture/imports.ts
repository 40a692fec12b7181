/** Reads which files and packages each source file imports, types included; knows nothing about what is allowed. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, posix, resolve, sep } from 'node:path';

export const root = resolve(import.meta.dirname, '../..');

export interface Import {
  /** Path from the project's top, or the package's name with `node:` kept. */
  readonly target: string;
  readonly isPackage: boolean;
}

/** Source files (no tests, no AssemblyScript) with everything they import, by path from the project's top. */
export function readImports(): Map<string, readonly Import[]> {
  const files = globSync('src-*/**/*.{ts,vue}', { cwd: root }).map((file) => file.split(sep).join(posix.sep));
  const sources = files.filter((file) => !file.endsWith('.test.ts') && !file.includes('/simd/assembly/'));
  return new Map(sources.map((file) => [file, importsOf(file)]));
}

/** Everything that is reached from a file, itself included. */
export function reachedFrom(file: string, graph: Map<string, readonly Import[]>): Set<string> {
  const seen = new Set([file]);
  for (const current of seen) {
    for (const { target } of graph.get(current) ?? []) seen.add(target);
  }
  return seen;
}

const patterns = [
  /(?:^|;)\s*(?:import|export)\s[^'";]*?\bfrom\s*['"]([^'"]+)['"]/gms,
  /(?:^|;)\s*import\s*['"]([^'"]+)['"]/gm,
  /\bimport\(\s*['"]([^'"]+)['"]\s*\)/g,
];

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8');
  const specifiers = patterns.flatMap((pattern) => [...text.matchAll(pattern)].map((match) => match[1]));
  return [...new Set(specifiers)].map((specifier) => resolveImport(file, specifier));
}

function resolveImport(file: string, specifier: string): Import {
  if (!specifier.startsWith('.')) return { target: packageName(specifier), isPackage: true };
  const base = posix.join(dirname(file), specifier.replace(/\?.*$/, ''));
  const candidates = [`${base}.ts`, `${base}/index.ts`, `${base}.d.ts`, base];
  const target = candidates.find((candidate) => existsSync(join(root, candidate)));
  if (target === undefined) throw new Error(`${file} imports ${specifier}, which does not exist`);
  return { target, isPackage: false };
}

function packageName(specifier: string): string {
  if (specifier.startsWith('node:')) return specifier;
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
