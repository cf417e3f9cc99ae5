/**
 * How large a copy is said to be: of a sequence all its frames, of all else the file.
 */
import { expect, it } from 'vitest'
import { copyBytes } from '../../../renderer/features/inspector/copy-bytes.ts'
import type { Copy } from '../../../shared/model/asset.ts'

const copy = (role: string, path: string, bytes: number, volumeId = 'raid'): Copy =>
  ({ role, path, bytes, volumeId, state: 'present' }) as Partial<Copy> as Copy

it('counts the frames in the same folder of the same drive, and nothing else', () => {
  const first = copy('primary', '/raid/sh010/a.1001.exr', 10)
  const all = [
    first,
    copy('frame', '/raid/sh010/a.1002.exr', 20),
    copy('frame', '/raid/sh010/a.1003.exr', 30),
    copy('frame', '/raid/backup/a.1002.exr', 20),
    copy('frame', '/shuttle/sh010/a.1002.exr', 20, 'shuttle'),
    copy('sidecar', '/raid/sh010/a.xmp', 5),
  ]
  expect(copyBytes(first, all)).toBe(60)
  expect(copyBytes(copy('span', '/raid/x_002.R3D', 7), all)).toBe(7)
})
