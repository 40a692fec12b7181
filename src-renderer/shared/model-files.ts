/** Which dropped files are models or bundles by their names; main looks at what is inside. */

const endings = /\.(onnx|npz|safetensors|simplecell)$/i;

/** A TF.js model is its `model.json`, other JSON files are not. */
export function isModelFile(name: string): boolean {
  return endings.test(name) || name.toLowerCase() === 'model.json';
}
