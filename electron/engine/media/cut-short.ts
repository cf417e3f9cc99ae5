/**
 * Files that end before their own header says: a copy or a recording that was interrupted. Tools read what is there and say nothing.
 */
import { openMedia } from '../files/open-plain.ts'
import { endsInsideABox } from './formats.ts'
import { soundCut } from './wav.ts'

/** How far into an MXF its header may begin (SMPTE ST 377-1, run-in), and what is read of the partition behind that. */
const RUN_IN = 65_536
const PARTITION = 128
const PARTITION_KEY = Buffer.from('060e2b34020501010d01020101', 'hex')

/**
 * What to say of a file that tools could describe; null for one that is as long as it says, or that says nothing of it.
 * @param container ffprobe's name of its format
 */
export async function cutShort(path: string, bytes: number, container: string): Promise<string | null> {
  try {
    const cut = /\bmov\b|\bmp4\b/.test(container)
      ? await endsInsideABox(path, bytes)
      : container === 'mxf'
        ? await endsBeforeFooter(path, bytes)
        : container === 'wav'
          ? await soundCut(path, bytes)
          : false
    return cut
      ? 'It is cut short: its header speaks of more than is in the file. The copy or the recording was interrupted; look for another copy.'
      : null
  } catch (error) {
    // What the file system says of it, it says to the tools as well.
    if ((error as NodeJS.ErrnoException).code !== undefined || error instanceof RangeError) return null
    throw error
  }
}

/** An MXF that was closed names the place of its footer in its first partition. 0: it was not closed, or says so elsewhere. */
async function endsBeforeFooter(path: string, bytes: number): Promise<boolean> {
  const file = await openMedia(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(RUN_IN + PARTITION), 0, RUN_IN + PARTITION, 0)
    const head = buffer.subarray(0, bytesRead)
    const at = head.indexOf(PARTITION_KEY)
    if (at < 0) return false
    // Behind the key of 16 bytes its length in BER, then versions, the grid, and where this and the one before lie.
    const first = head[at + 16] ?? 0
    const body = at + 17 + (first > 0x80 ? first - 0x80 : 0)
    if (body + 32 > head.length) return false
    const footer = head.readBigUInt64BE(body + 24)
    return footer > 0n && footer + BigInt(at) >= BigInt(bytes)
  } finally {
    await file.close()
  }
}
