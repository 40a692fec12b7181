import { expect, test } from 'vitest';
import { vectorFlags } from './vector-flags';

test('an older V8 is told to use its newer compiler, a newer one has no such flag', () => {
  expect(vectorFlags('13.0.245.25-electron.0')).toContain('--turboshaft-wasm');
  expect(vectorFlags('13.6.233.8-node.26')).not.toContain('--turboshaft-wasm');
  expect(vectorFlags('15.1.27.4-electron.0')).not.toContain('--turboshaft-wasm');
});

test('both are told to join vectors', () => {
  for (const version of ['13.0.1', '14.2.1']) {
    expect(vectorFlags(version)).toContain('--experimental-wasm-revectorize');
  }
});
