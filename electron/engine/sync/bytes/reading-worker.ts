/**
 * The thread that reads files for a remote: one read gives cuts, names, the hash of the whole, and packs of what is
 * wanted. It knows no catalogue and no remote: what is there already, the engine says.
 */
import { closeSync } from 'node:fs'
import { cutFile } from '../../chunks/cut-file.ts'
import { createCutter } from '../../chunks/cutter.ts'
import { diskPath } from '../../domain/byte-names.ts'
import { openPlainSync } from '../../files/open-plain.ts'
import { createMultiHash } from '../../hash/multi-hash.ts'
import { CUTS, CUT_SIZES, type ContentClass } from '../format/cut-sizes.ts'
import { createNamer, NAME_BYTES } from '../format/secrets.ts'
import type { ReadingReply, ReadingRequest, ReadingWork } from './messages.ts'
import { createPacker } from './packer.ts'

/** Several greatest chunks, so that most of a window is cut at once. */
const WINDOW_BYTES = 8 << 20

/** Makes the thread's answer to requests. `reply` sends; its second argument is memory that changes hands. */
export function createReading(
  { secrets, packBytes, packsAhead }: ReadingWork,
  reply: (message: ReadingReply, transfer?: ArrayBuffer[]) => void,
): (request: ReadingRequest) => void {
  const namer = createNamer(secrets)
  const cutter = createCutter(secrets.gear, WINDOW_BYTES)
  const { window } = cutter
  const packer = createPacker(secrets, namer, packBytes, CUT_SIZES.media.most)
  let last: Promise<void> = Promise.resolve()
  let ahead = 0
  let wake: (() => void) | undefined
  const answers = new Map<number, (wanted: Uint8Array | 'stop') => void>()
  const stopped = new Set<number>()

  async function give(): Promise<void> {
    const pack = packer.take()
    if (pack === null) return
    ahead += 1
    reply({ type: 'pack', pack }, [pack.memory])
    for (;;) {
      if (ahead < packsAhead) return
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
  }

  /** Names the chunks of a batch, asks which are wanted, and packs those. False when it was told to stop. */
  async function offer(id: number, lengths: readonly number[], contentClass: ContentClass): Promise<boolean> {
    const names = new Uint8Array(lengths.length * NAME_BYTES)
    let at = 0
    for (const [index, length] of lengths.entries()) {
      names.set(namer.name(window.subarray(at, at + length)), index * NAME_BYTES)
      at += length
    }
    const wanted = await new Promise<Uint8Array | 'stop'>((resolve) => {
      answers.set(id, resolve)
      reply({ type: 'batch', id, names, lengths: Uint32Array.from(lengths) })
    })
    answers.delete(id)
    if (wanted === 'stop') return false
    at = 0
    for (const [index, length] of lengths.entries()) {
      if (
        wanted[index] === 1 &&
        packer.add(
          names.subarray(index * NAME_BYTES, (index + 1) * NAME_BYTES),
          window.subarray(at, at + length),
          contentClass,
        )
      )
        await give()
      at += length
    }
    return true
  }

  async function readFile(id: number, path: string, contentClass: ContentClass): Promise<void> {
    const file = openPlainSync(diskPath(path))
    try {
      const whole = createMultiHash(['xxh128'])
      let bytes = 0
      for (const lengths of cutFile(file, cutter, CUTS[contentClass], (piece) => {
        whole.update(piece)
        bytes += piece.length
      })) {
        if (stopped.has(id) || !(await offer(id, lengths, contentClass)))
          throw Object.assign(new Error('stopped'), { code: 'ESTOPPED' })
      }
      if (stopped.has(id)) throw Object.assign(new Error('stopped'), { code: 'ESTOPPED' })
      reply({ type: 'read', id, bytes, xxh128: whole.digest()['xxh128']! })
    } finally {
      closeSync(file)
    }
  }

  /** One after the other; a failure is a reply. */
  function inTurn(id: number, work: () => Promise<void>): void {
    last = last
      .then(work)
      .catch((error: unknown) => {
        const { code, message } = error as NodeJS.ErrnoException
        reply({ type: 'failed', id, code: code ?? 'unknown', message })
      })
      .finally(() => {
        stopped.delete(id)
      })
  }

  return (request) => {
    if (request.type === 'read') {
      inTurn(request.id, () => readFile(request.id, request.path, request.contentClass))
    } else if (request.type === 'flush') {
      inTurn(request.id, async () => {
        await give()
        reply({ type: 'flushed', id: request.id })
      })
    } else if (request.type === 'want') {
      answers.get(request.id)?.(request.wanted)
    } else if (request.type === 'stop') {
      stopped.add(request.id)
      answers.get(request.id)?.('stop')
    } else {
      ahead -= 1
      packer.giveBack(request.memory)
      wake?.()
    }
  }
}
