/**
 * How large a copy is. Of an image sequence one frame stands for all in the list, and its bytes are those of all.
 */
import type { Copy } from '../../../shared/model/asset.ts'
import { pathParts } from '../../ui/words.ts'

/** Bytes of the copy that a line of the list stands for: with its frames in the same folder of the same drive. */
export function copyBytes(copy: Copy, all: readonly Copy[]): number {
  if (copy.role !== 'primary') return copy.bytes
  const { folder } = pathParts(copy.path)
  const frames = all.filter(
    (one) =>
      one.role === 'frame' &&
      one.volumeId === copy.volumeId &&
      one.state === copy.state &&
      pathParts(one.path).folder === folder,
  )
  return frames.reduce((sum, { bytes }) => sum + bytes, copy.bytes)
}
