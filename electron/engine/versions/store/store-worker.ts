/**
 * The thread that reads, cuts, packs and writes. It knows no catalogue: what is stored already, the engine says.
 */
import { closeSync, fstatSync, fsyncSync, mkdirSync, openSync, readSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { cutFile } from '../../chunks/cut-file.ts'
import { squeeze } from '../../chunks/squeeze.ts'
import { openPlainSync } from '../../files/open-plain.ts'
import { createMultiHash } from '../../hash/multi-hash.ts'
import { createDocumentCutter, DOCUMENT_CUTS } from './document-cuts.ts'
import { chunkHash } from './frame.ts'
import type { CutReply, PackedRange, PackReply, StoreReply, StoreRequest } from './messages.ts'
import { HEAD_BYTES, packHead, packTail, type PackEntry } from './pack-format.ts'

const WINDOW_BYTES = 4 << 20

/** One for all files: four MiB for each of ten thousand small ones would cost more than their reads. */
const cutter = createDocumentCutter(WINDOW_BYTES)

/** Does one request. Never throws: a failure is a reply. */
export function answerStore(request: StoreRequest): StoreReply {
  try {
    return request.type === 'cut'
      ? { id: request.id, is: 'cut', result: readFile(request.path) }
      : { id: request.id, is: 'pack', result: writePack(request.target, request.chunks) }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    return { id: request.id, is: 'failed', code: code ?? 'unknown', message }
  }
}

/** Reads a file once: its chunks, and the hash of the whole. Memory does not grow with the file. */
function readFile(path: string): CutReply {
  const handle = openPlainSync(path)
  try {
    const whole = createMultiHash(['xxh128'])
    const hashes: Buffer[] = []
    const lengths: number[] = []
    let bytes = 0
    for (const batch of cutFile(handle, cutter, DOCUMENT_CUTS, (piece) => {
      whole.update(piece)
      bytes += piece.length
    })) {
      let at = 0
      for (const length of batch) {
        hashes.push(chunkHash(cutter.window.subarray(at, at + length)))
        lengths.push(length)
        at += length
      }
    }
    return {
      bytes,
      xxh128: whole.digest()['xxh128']!,
      hashes: Buffer.concat(hashes),
      lengths: Uint32Array.from(lengths),
    }
  } finally {
    closeSync(handle)
  }
}

/** Durable before it has its name: a pack that is there is whole. */
function writePack(target: string, chunks: readonly PackedRange[]): PackReply {
  mkdirSync(dirname(target), { recursive: true })
  const temporary = `${target}.part`
  const pack = openSync(temporary, 'w')
  let source: { readonly path: string; readonly handle: number } | undefined
  try {
    const entries: PackEntry[] = []
    let offset = HEAD_BYTES
    writeSync(pack, packHead())
    for (const chunk of chunks) {
      if (source?.path !== chunk.path) {
        if (source !== undefined) closeSync(source.handle)
        source = undefined
        source = { path: chunk.path, handle: openPlainSync(chunk.path) }
      }
      const bytes = Buffer.allocUnsafe(chunk.bytes)
      const hash = Buffer.from(chunk.hash)
      if (
        readSync(source.handle, bytes, 0, chunk.bytes, chunk.offset) !== chunk.bytes ||
        !chunkHash(bytes).equals(hash)
      ) {
        throw Object.assign(new Error('The file changed while it was kept.'), { code: 'ECHANGED' })
      }
      const frame = squeeze(bytes)
      writeAll(pack, frame)
      entries.push({ hash, offset, stored: frame.length, bytes: chunk.bytes })
      offset += frame.length
    }
    writeAll(pack, packTail(entries))
    fsyncSync(pack)
    const { size } = fstatSync(pack)
    renameSync(temporary, target)
    flushFolder(dirname(target))
    return { bytes: size, frames: entries.map((entry) => ({ offset: entry.offset, stored: entry.stored })) }
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  } finally {
    if (source !== undefined) closeSync(source.handle)
    closeSync(pack)
  }
}

function writeAll(handle: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length;) at += writeSync(handle, bytes, at)
}

function flushFolder(folder: string): void {
  if (process.platform === 'win32') return // Windows has no flush of a folder; its rename is durable with the file's.
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
