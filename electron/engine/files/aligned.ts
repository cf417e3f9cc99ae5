/**
 * Memory that begins on a page, as O_DIRECT asks for: WebAssembly's linear memory is mapped, so it always does.
 */

/** The one part of WebAssembly that is used; its types otherwise come only with those of a browser. */
declare const WebAssembly: {
  readonly Memory: new (size: { initial: number; maximum: number }) => { readonly buffer: ArrayBuffer }
}

/** A page-aligned buffer of this many bytes, which must be a multiple of 64 KiB (WebAssembly's page). */
export function alignedBuffer(bytes: number): Buffer {
  const memory = new WebAssembly.Memory({ initial: bytes / 65536, maximum: bytes / 65536 })
  return Buffer.from(memory.buffer, 0, bytes)
}
