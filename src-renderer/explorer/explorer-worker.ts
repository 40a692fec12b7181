/** Entry of the page's explorer worker: the engine's own code and kernels, where long work cannot block the page. */
import kernelsUrl from '../../resources/kernels/simd.wasm?url';
import { answerQuestions } from './answering';
import { createKernelArena } from './kernel-arena';
import { topics } from './topics/registry';

async function loadKernels(): Promise<ReturnType<typeof createKernelArena>> {
  const response = await fetch(kernelsUrl);
  if (!response.ok) throw new Error(`The kernels cannot be read (${response.status} ${kernelsUrl}).`);
  return createKernelArena(new Uint8Array(await response.arrayBuffer()));
}

answerQuestions({ port: self, topics, kernels: loadKernels() });
