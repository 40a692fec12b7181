/** What V8 has to be told so that it joins pairs of 128-bit operations into 256-bit ones. */

/** From here on there is no other compiler than the one that can do it, and the flag for it is unknown. */
const onlyNewCompiler = 13.6;

/** @param version of V8, e.g. `13.0.245.25-electron.0` */
export function vectorFlags(version: string): string[] {
  const isNew = Number.parseFloat(version) >= onlyNewCompiler;
  return ['--experimental-wasm-revectorize', ...(isNew ? [] : ['--turboshaft-wasm'])];
}
