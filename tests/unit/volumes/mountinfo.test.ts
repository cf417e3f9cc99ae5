/**
 * The mount table is read as the kernel writes it.
 */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mountOf, parseMountinfo } from '../../../electron/engine/volumes/mountinfo.ts'
import { deviceNumber } from '../../../electron/engine/volumes/probe.ts'

const TABLE = [
  '22 27 0:21 / /proc rw,relatime - proc proc rw',
  '27 1 254:0 / / rw,relatime - ext4 /dev/vda rw,discard',
  '42 27 8:17 / /media/dit/RED\\040MAG\\0401 rw,relatime shared:5 master:1 - exfat /dev/sdb1 ro,errors=remount-ro',
  '43 27 0:50 /sub /mnt/nas rw - nfs4 server:/share rw',
  '44 43 0:51 / /mnt/nas rw - tmpfs tmpfs rw',
  'not a line of the table',
].join('\n')

describe('the mount table', () => {
  it('knows device, type, source and mount point, with escapes undone and optional fields passed over', () => {
    const mounts = parseMountinfo(TABLE)
    expect(mounts).toHaveLength(5)
    expect(mounts[2]).toEqual({
      device: '8:17',
      root: '/',
      mountPoint: '/media/dit/RED MAG 1',
      fsType: 'exfat',
      source: '/dev/sdb1',
      readOnly: true,
    })
  })

  it('finds the deepest mount above a path, the last one where two are stacked', () => {
    const mounts = parseMountinfo(TABLE)
    expect(mountOf(mounts, '/media/dit/RED MAG 1/A001')?.device).toBe('8:17')
    expect(mountOf(mounts, '/media/dit/RED MAG 10')?.device).toBe('254:0')
    expect(mountOf(mounts, '/mnt/nas/day1')?.fsType).toBe('tmpfs')
  })

  it('takes any mount point back out of its escapes', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 1 }).filter((name) => !/[\0/]/.test(name)),
        (name) => {
          const escaped = [...Buffer.from(`/mnt/${name}`)].map((byte) => {
            return byte <= 32 || byte === 92 ? `\\${byte.toString(8).padStart(3, '0')}` : byte
          })
          const bytes = Buffer.concat(
            escaped.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from([part]))),
          )
          const [mount] = parseMountinfo(`1 1 8:1 / ${bytes.toString('utf8')} rw - ext4 /dev/x rw`)
          expect(mount?.mountPoint).toBe(`/mnt/${name}`)
        },
      ),
    )
  })

  it('splits device numbers as the C library does', () => {
    expect(deviceNumber(0xfe00)).toBe('254:0')
    expect(deviceNumber(0x700)).toBe('7:0')
    expect(deviceNumber(0x100301)).toBe('3:257')
  })
})
