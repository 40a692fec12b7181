/** Unit tests beside the sources and the cross-cutting ones under tests/, all under plain Node. */
import { resolve } from 'node:path';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: resolve(import.meta.dirname, '..'),
  cacheDir: resolve(import.meta.dirname, '../node_modules/.cache/vite'),
  plugins: [vue()],
  test: {
    include: ['src-*/**/*.test.ts', 'tests/{architecture,engine,integration}/**/*.test.ts'],
    environment: 'node',
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    restoreMocks: true,
  },
});
