/** What each part of the sources may import: the one place where the project's boundaries are written down. */

export interface Zone {
  /** Path prefix of the files it holds for; the first zone that fits a file is its own. */
  readonly from: string;
  /** Path prefixes it may import besides its own. */
  readonly files: readonly string[];
  readonly packages: readonly RegExp[];
}

const engineDoor = 'src-engine/index.ts';
const contract = 'src-main/contract/';

export const zones: readonly Zone[] = [
  { from: 'src-engine/worker/entry.ts', files: ['src-engine/'], packages: [/^node:(worker_threads|os|v8)$/] },
  { from: 'src-engine/', files: [], packages: [] },
  { from: contract, files: [engineDoor], packages: [/^zod$/] },
  { from: 'src-main/preload/', files: [contract], packages: [/^electron$/] },
  {
    from: 'src-main/',
    files: [engineDoor],
    packages: [
      /^node:/,
      /^(electron|better-sqlite3|sharp|zod|commander|fflate|onnxruntime-web)$/,
      /^@bufbuild\/protobuf$/,
      /^@tensorflow\/tfjs-(core|layers|backend-cpu)$/,
    ],
  },
  {
    from: 'src-renderer/explorer/explorer-worker.ts',
    files: ['src-renderer/explorer/', 'resources/kernels/simd.wasm'],
    packages: [],
  },
  {
    from: 'src-renderer/explorer/topic',
    files: ['src-renderer/explorer/', engineDoor],
    packages: [],
  },
  {
    from: 'src-renderer/',
    files: [contract, engineDoor],
    packages: [
      /^(vue|pinia|vue-router|reka-ui|chart\.js|katex|zod)$/,
      /^@vueuse\/core$/,
      /^@lucide\/vue$/,
      /^@tanstack\/vue-virtual$/,
      /^@fontsource-variable\//,
    ],
  },
];

/** Packages that only one place may know. */
export const homes: readonly { readonly package: string; readonly only: readonly string[] }[] = [
  { package: 'better-sqlite3', only: ['src-main/db/'] },
  { package: 'sharp', only: ['src-main/datasets/', 'src-main/export/'] },
  { package: 'chart.js', only: ['src-renderer/shared/charts/'] },
  { package: 'katex', only: ['src-renderer/shared/ui/FormulaText.vue', 'src-renderer/main.ts'] },
  { package: 'fflate', only: ['src-main/formats/'] },
  {
    package: '@bufbuild/protobuf',
    only: ['src-main/formats/', 'src-main/export/', 'src-main/model-import/'],
  },
  { package: 'onnxruntime-web', only: ['src-main/export/'] },
  { package: '@tensorflow/tfjs-core', only: ['src-main/export/'] },
  { package: '@tensorflow/tfjs-layers', only: ['src-main/export/'] },
  { package: 'commander', only: ['src-main/cli.ts', 'src-main/cli/'] },
];
