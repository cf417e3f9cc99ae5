/**
 * A share whose server is gone: it is said, and nobody waits for it.
 */
import { spawnSync } from 'node:child_process'
import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { identifyVolume, freeSpaceOfVolume } from '../../../electron/engine/volumes/identify.ts'
import { createMountProber } from '../../../electron/engine/volumes/mount-prober.ts'
import { mountPoints } from '../../../electron/engine/volumes/mount-points.ts'
import { scratch } from '../../helpers/library.ts'

const canFuse = process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/dev/fuse')

/** A mount behind which nobody answers: the kernel's side of FUSE with no program on the other. */
function deadShare(point: string): Disposable {
  mkdirSync(point)
  const fd = openSync('/dev/fuse', 'r+')
  const mounted = spawnSync(
    'mount',
    ['-i', '-t', 'fuse.sshfs', '-o', 'fd=3,rootmode=40000,user_id=0,group_id=0', 'nas:/dailies', point],
    { stdio: ['ignore', 'ignore', 'pipe', fd] },
  )
  if (mounted.status !== 0) throw new Error(`no FUSE here: ${mounted.stderr.toString()}`)
  return {
    [Symbol.dispose]() {
      spawnSync('umount', ['-l', point])
      closeSync(fd)
    },
  }
}

describe.skipIf(!canFuse)('a share that is dead (needs root and FUSE)', () => {
  const open: Disposable[] = []
  afterEach(() => {
    for (const one of open.splice(0).toReversed()) one[Symbol.dispose]()
  })

  it('keeps no look waiting, however often it is asked, and no thread', async () => {
    const place = scratch()
    open.push(place)
    const points = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => join(place.dir, name))
    for (const point of points) open.push(deadShare(point))
    let answered = 0
    const prober = createMountProber({
      identify: identifyVolume,
      room: freeSpaceOfVolume,
      answered: () => {
        answered += 1
      },
    })
    const { mounts } = await mountPoints()
    for (let look = 0; look < 3; look += 1) {
      const seen = await prober.volumes(mounts, [])
      expect(
        seen
          .filter((volume) => points.includes(volume.mountPoint))
          .map((volume) => [volume.answers, volume.kind, volume.source]),
      ).toEqual(points.map(() => [false, 'network', 'nas:/dailies']))
      // The disks of the machine are seen all the same.
      expect(seen.find((volume) => volume.mountPoint === '/')?.answers).toBe(true)
    }
    expect(await prober.room({ mountPoint: points[0]!, fsType: 'fuse.sshfs' })).toBeNull()
    expect(answered).toBeGreaterThanOrEqual(0)
  })
})
