/** Answers "has this changed since last time?" by the hash of contents, never by dates alone. */
import { createHash, randomUUID } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { root } from './paths.mjs';

/** All files under the given files and folders (those that exist), in a fixed order. */
function filesUnder(paths, ignore) {
  const found = [];
  const visit = (path) => {
    if (ignore(relative(root, path))) return;
    if (statSync(path).isDirectory()) {
      for (const name of readdirSync(path).sort()) visit(join(path, name));
    } else {
      found.push(path);
    }
  };
  for (const path of paths) if (existsSync(path)) visit(path);
  return found;
}

/**
 * One hash over the names and contents of files and folders, given relative to the project.
 * @param {{ ignore?: (path: string) => boolean, extra?: string }} options `ignore` is asked of such paths too
 */
export function hashOf(relativePaths, { ignore = () => false, extra = '' } = {}) {
  const hash = createHash('sha256').update(extra);
  const paths = relativePaths.map((path) => join(root, path));
  for (const file of filesUnder(paths, ignore)) {
    hash.update(relative(root, file)).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

export function readStamp(file) {
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
}

/** Writes a whole file under a temporary name and renames it, so a reader never sees half of it. */
export function writeWhole(file, content) {
  mkdirSync(dirname(file), { recursive: true });
  const temporary = `${file}.${randomUUID()}`;
  writeFileSync(temporary, content);
  renameSync(temporary, file);
}
