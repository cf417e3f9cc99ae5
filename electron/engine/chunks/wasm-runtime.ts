/**
 * The parts of WebAssembly's JavaScript interface that are used. Node has it; its types are in the DOM's, which the
 * engine does not have.
 */
export interface WasmMemory {
  readonly buffer: ArrayBuffer
}

interface Wasm {
  readonly Memory: new (size: { readonly initial: number; readonly maximum: number }) => WasmMemory
  readonly Module: new (bytes: ArrayBufferView) => object
  readonly Instance: new (
    module: object,
    imports: { readonly env: { readonly memory: WasmMemory } },
  ) => { readonly exports: Readonly<Record<string, unknown>> }
}

const { WebAssembly: wasm } = globalThis as unknown as { readonly WebAssembly: Wasm }

/** Memory of so many pages of 64 KiB. */
export function wasmMemory(pages: number): WasmMemory {
  return new wasm.Memory({ initial: pages, maximum: pages })
}

/** The exported function `name` of a module over that memory. */
export function wasmFunction(module: Uint8Array, name: string, memory: WasmMemory): unknown {
  return new wasm.Instance(new wasm.Module(module), { env: { memory } }).exports[name]
}
