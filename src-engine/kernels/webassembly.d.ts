/** The part of the WebAssembly API the engine uses: plain ES2023 types know nothing of it, and the DOM's are kept out. */

declare namespace WebAssembly {
  interface MemoryDescriptor {
    initial: number;
    maximum?: number;
    shared?: boolean;
  }

  class Memory {
    constructor(descriptor: MemoryDescriptor);
    /** A SharedArrayBuffer when the memory was made with `shared: true`. */
    readonly buffer: ArrayBuffer;
    grow(deltaPages: number): number;
  }

  class Module {
    constructor(bytes: Uint8Array | ArrayBuffer);
  }

  type ImportValue = Memory | number | ((...values: number[]) => number | void);

  class Instance {
    constructor(module: Module, imports?: Record<string, Record<string, ImportValue>>);
    readonly exports: Record<string, unknown>;
  }

  function validate(bytes: Uint8Array | ArrayBuffer): boolean;
}
