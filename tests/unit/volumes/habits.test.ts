/**
 * How drives of each kind are treated, and where a path is on its drive.
 */
import { describe, expect, it } from 'vitest'
import { pathOnDrive, readersFor, watchesLive } from '../../../electron/engine/domain/volumes/volume.ts'
import { mainMount, mountOf, parseMountinfo } from '../../../electron/engine/volumes/mountinfo.ts'

describe('habits', () => {
  it("changes on a share or behind somebody's program come without a sign", () => {
    expect(watchesLive('network', 'cifs')).toBe(false)
    expect(watchesLive('unknown', 'fuse.sshfs')).toBe(false)
    expect(watchesLive('external', 'fuseblk')).toBe(true)
    expect(watchesLive('internal', 'apfs')).toBe(true)
  })

  it('what has to move a head, and a card, is read one file at a time', () => {
    expect([
      readersFor('card', false),
      readersFor('network', null),
      readersFor('external', true),
      readersFor('external', null),
    ]).toEqual([1, 1, 1, 1])
    expect(readersFor('internal', false)).toBeGreaterThan(1)
    expect(readersFor('external', false)).toBeGreaterThan(1)
    expect(readersFor('internal', true)).toBe(1)
  })
})

describe('a path on its drive', () => {
  it('is relative to the mount point, with forward slashes', () => {
    expect(pathOnDrive('/media/A/Day 1/a.mov', { mountPoint: '/media/A', via: null })).toBe('Day 1/a.mov')
    expect(pathOnDrive('/etc/a', { mountPoint: '/', via: null })).toBe('etc/a')
    expect(pathOnDrive('/media/A', { mountPoint: '/media/A', via: null })).toBe('')
    expect(pathOnDrive('E:\\Day 1\\a.mov', { mountPoint: 'E:\\', via: null })).toBe('Day 1/a.mov')
    expect(pathOnDrive('/media/A/what\\is.mov', { mountPoint: '/media/A', via: null })).toBe('what\\is.mov')
  })

  it('through a second door is the path through the first', () => {
    expect(
      pathOnDrive('/home/x/Footage/a.mov', {
        mountPoint: '/media/A',
        via: { mountPoint: '/home/x/Footage', inside: 'Footage' },
      }),
    ).toBe('Footage/a.mov')
    expect(pathOnDrive('/srv/a/b.mov', { mountPoint: '/media/A', via: { mountPoint: '/srv/a', inside: '' } })).toBe(
      'b.mov',
    )
  })
})

describe('several mounts of one file system', () => {
  const table = parseMountinfo(
    [
      '1 0 8:1 / / rw - ext4 /dev/sda1 rw',
      '2 1 8:17 / /media/A rw - ext4 /dev/sdb1 rw',
      '3 1 8:17 /Footage /home/x/Footage rw - ext4 /dev/sdb1 rw',
      '4 1 8:17 / /aaa rw - ext4 /dev/sdb1 rw',
      '5 1 0:40 /@ /b rw - btrfs /dev/sdc1 rw',
      '6 5 0:40 /@home /b/home rw - btrfs /dev/sdc1 rw',
      '7 1 0:40 /@other /other rw - btrfs /dev/sdc1 rw',
    ].join('\n'),
  )
  const on = (path: string) => {
    const { main, via } = mainMount(table, mountOf(table, path)!, path)
    return { mountPoint: main.mountPoint, via }
  }

  it('are one drive: its oldest mount of the uppermost folder stands for it', () => {
    expect(on('/media/A/x')).toEqual({ mountPoint: '/media/A', via: null })
    expect(on('/home/x/Footage/a')).toEqual({
      mountPoint: '/media/A',
      via: { mountPoint: '/home/x/Footage', inside: 'Footage' },
    })
    expect(on('/aaa/x')).toEqual({ mountPoint: '/media/A', via: { mountPoint: '/aaa', inside: '' } })
  })

  it('of different subvolumes are one where one lies in the other, else each its own', () => {
    expect(on('/b/home/x')).toEqual({ mountPoint: '/b', via: null })
    expect(on('/other/x')).toEqual({ mountPoint: '/other', via: null })
  })
})
