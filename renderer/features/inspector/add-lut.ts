/**
 * A LUT file as it is sent: packed, since a cube of 65 points as text is larger than a message may be.
 */
import { RushesError } from '../../../shared/model/errors.ts'
import { MAX_LUT_BYTES } from '../../../shared/model/luts.ts'

/** Letters of base64 that a message takes. */
const MAX_SENT = 3_500_000

/** Reads and packs it. Throws RushesError `usage` for a file that is too large. */
export async function lutForSending(file: File): Promise<{ readonly fileName: string; readonly bytes: string }> {
  const tooLarge = new RushesError(
    'usage',
    `${file.name} is too large to be added here. Add it with: rushes luts add FILE`,
    { path: file.name },
  )
  if (file.size > MAX_LUT_BYTES) throw tooLarge
  const packed = new Uint8Array(
    await new Response(file.stream().pipeThrough(new CompressionStream('gzip'))).arrayBuffer(),
  )
  let letters = ''
  for (let at = 0; at < packed.length; at += 0x8000) letters += String.fromCharCode(...packed.subarray(at, at + 0x8000))
  const bytes = btoa(letters)
  if (bytes.length > MAX_SENT) throw tooLarge
  return { fileName: file.name, bytes }
}
