/** Archives that others can open: checked by the system's own unzip where there is one, and byte by byte everywhere. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { expect, it } from 'vitest';
import { zip } from './zip';

const entries = [
  { name: 'epoch-01.png', bytes: Uint8Array.of(1, 2, 3) },
  { name: 'epoch-02.png', bytes: new Uint8Array(70_000).fill(7) },
];

it('stores each file with its length and checksum, and lists them at the end', () => {
  const archive = Buffer.from(zip(entries));
  const end = archive.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  expect(archive.length - end).toBe(22);
  expect(archive.readUInt16LE(end + 10)).toBe(2);
  let at = archive.readUInt32LE(end + 16);
  for (const { name, bytes } of entries) {
    expect(archive.toString('latin1', at, at + 4)).toBe('PK\x01\x02');
    expect(archive.readUInt32LE(at + 16)).toBe(crc32(bytes));
    const head = archive.readUInt32LE(at + 42);
    expect(archive.toString('latin1', head, head + 4)).toBe('PK\x03\x04');
    expect(archive.toString('latin1', head + 30, head + 30 + name.length)).toBe(name);
    const start = head + 30 + name.length;
    expect(archive.subarray(start, start + bytes.length).equals(Buffer.from(bytes))).toBe(true);
    at += 46 + name.length;
  }
  expect(at).toBe(end);
});

const hasUnzip = spawnSync('unzip', ['-v']).status === 0;

it.runIf(hasUnzip)('is found whole by unzip', () => {
  const folder = mkdtempSync(join(tmpdir(), 'simplecell-zip-'));
  try {
    writeFileSync(join(folder, 'a.zip'), zip(entries));
    const { status, stdout } = spawnSync('unzip', ['-t', join(folder, 'a.zip')], { encoding: 'utf8' });
    expect(stdout).toContain('No errors detected');
    expect(status).toBe(0);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
