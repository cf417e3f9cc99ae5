/**
 * MediaInfo in a thread of its own: WebAssembly from a file of its package, nothing from anywhere else. It is given parts
 * of the file that it asks for, up to a bound; its memory has one too, for what it reads may be hostile.
 */
import { closeSync, fstatSync, readSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { mediaInfoFactory, type MediaInfo } from 'mediainfo.js'
import { openPlainSync } from '../../files/open-plain.ts'
import type { InfoReply, InfoRequest, InfoTrack } from './messages.ts'

/** Its index and some frames are far below this; a file that leads it on is given up. */
const MAX_READ = 64 << 20
/** WebAssembly's pages are 64 KiB. It starts with 16 MiB, and takes a few more for real files. */
const MAX_PAGES = (384 << 20) / 65_536
const CHUNK = 256 << 10

/** Answers requests one after the other. */
export function createInfoWorker(send: (reply: InfoReply) => void): (request: InfoRequest) => void {
  let info: Promise<MediaInfo<'object'>> | null = null
  let last: Promise<void> = Promise.resolve()
  boundMemory()
  const load = (): Promise<MediaInfo<'object'>> =>
    (info ??= mediaInfoFactory({
      format: 'object',
      full: true,
      chunkSize: CHUNK,
      locateFile: () => fileURLToPath(import.meta.resolve('mediainfo.js/MediaInfoModule.wasm')),
    }))
  return ({ path }) => {
    last = last.then(async () => {
      try {
        send({ tracks: await readTracks(await load(), path) })
      } catch {
        // Whatever it could not do says nothing of the file. The next one gets a fresh instance.
        info = null
        send({ tracks: null })
      }
    })
  }
}

async function readTracks(info: MediaInfo<'object'>, path: string): Promise<readonly InfoTrack[]> {
  const file = openPlainSync(path)
  let left = MAX_READ
  try {
    const { size } = fstatSync(file)
    const result = await info.analyzeData(size, (length, at) => {
      left -= length
      if (left < 0) throw new RangeError('more of the file was asked for than a look into it takes')
      const bytes = new Uint8Array(length)
      return bytes.subarray(0, readSync(file, bytes, 0, length, at))
    })
    // Only what goes through a message: words, numbers and plain objects.
    return JSON.parse(JSON.stringify(result.media?.track ?? [])) as InfoTrack[]
  } finally {
    closeSync(file)
  }
}

/** What is needed of WebAssembly's memory: the types of Node have none of it. */
interface Memory {
  readonly buffer: ArrayBuffer
  grow(pages: number): number
}

/** This thread's WebAssembly may not grow past the bound: its own allocation then fails, and nothing else's. */
function boundMemory(): void {
  const { Memory } = (globalThis as unknown as { WebAssembly: { Memory: { prototype: Memory } } }).WebAssembly
  const grow = Memory.prototype.grow
  Memory.prototype.grow = function bounded(this: Memory, pages: number): number {
    if (this.buffer.byteLength / 65_536 + pages > MAX_PAGES) throw new RangeError('no more memory for MediaInfo')
    return grow.call(this, pages)
  }
}
