/**
 * Which drive is which, whatever it is called and wherever it is mounted.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  identityOf,
  recognise,
  type KnownVolume,
  type SeenVolume,
} from '../../../electron/engine/domain/volumes/volume-recognition.ts'

const A = '0f3c9a52-aaaa-4000-8000-000000000001'
const B = '0f3c9a52-bbbb-4000-8000-000000000002'
const seen = (changes: Partial<SeenVolume> = {}): SeenVolume => ({
  mountPoint: '/media/A',
  fsType: 'ext4',
  fsUuid: A,
  source: '/dev/sdb1',
  mountRoot: '/',
  device: '8:17',
  physicalDevice: 'disk:one',
  capacity: 4e12,
  markers: [],
  ...changes,
})
const known = (changes: Partial<KnownVolume> = {}): KnownVolume => ({
  id: 'a',
  identity: `uuid:${A}`,
  fsUuid: A,
  fsType: 'ext4',
  source: '/dev/sdb1',
  mountRoot: '/',
  mountPoint: '/media/A',
  device: '8:17',
  homeDevice: 'disk:one',
  physicalDevice: 'disk:one',
  capacity: 4e12,
  online: true,
  ...changes,
})
const ids = (here: readonly SeenVolume[], rows: readonly KnownVolume[]): (string | null)[] =>
  recognise(here, rows).map((one) => one.known?.id ?? null)

describe('a drive', () => {
  it('is the same at another mount point, under another letter and another device number', () => {
    expect(ids([seen({ mountPoint: '/mnt/elsewhere', device: '8:49' })], [known({ online: false })])).toEqual(['a'])
    expect(
      ids([seen({ mountPoint: 'G:\\', device: 'G:', mountRoot: '/' })], [known({ mountPoint: 'E:\\', device: 'E:' })]),
    ).toEqual(['a'])
  })

  it('is another one when another stands at its place', () => {
    expect(recognise([seen({ fsUuid: B })], [known()])).toMatchObject([{ known: null, clone: false }])
  })

  it('is the same in another enclosure, and then again at home', () => {
    expect(ids([seen({ physicalDevice: 'disk:dock' })], [known({ online: false })])).toEqual(['a'])
  })

  it('is told from its neighbours when two are swapped between two looks', () => {
    const rows = [known(), known({ id: 'b', identity: `uuid:${B}`, fsUuid: B, mountPoint: '/media/B', device: '8:33' })]
    expect(ids([seen({ fsUuid: B }), seen({ mountPoint: '/media/B', device: '8:33' })], rows)).toEqual(['b', 'a'])
  })

  it('is still itself when its UUID is not told this time, as long as its mount stands', () => {
    expect(ids([seen({ fsUuid: null })], [known()])).toEqual(['a'])
    expect(ids([seen({ fsUuid: null })], [known({ online: false })])).toEqual([null])
    expect(ids([seen({ fsUuid: null, device: '8:33' })], [known()])).toEqual([null])
  })

  it('is only known by its UUID together with the subvolume that is mounted', () => {
    expect(ids([seen({ mountRoot: '/@media' })], [known()])).toEqual([null])
    expect(ids([seen({ mountRoot: '/' })], [known({ mountRoot: null })])).toEqual(['a'])
    expect(identityOf(seen({ mountRoot: '/@media' }))).toBe(`uuid:${A}/@media`)
  })
})

describe('a clone', () => {
  it('is a drive of its own while both are here; the known one is on its own disk', () => {
    const original = seen()
    const copy = seen({ mountPoint: '/media/A1', device: '8:33', physicalDevice: 'disk:two' })
    expect(recognise([copy, original], [known()])).toMatchObject([{ known: null, clone: true }, { known: { id: 'a' } }])
  })

  it('on the same disk is the one whose mount is new', () => {
    const copy = seen({ mountPoint: '/media/0', device: '8:18' })
    expect(ids([copy, seen()], [known()])).toEqual([null, 'a'])
  })

  it('that was taken for the drive gives way to it when it comes home', () => {
    const row = known({ physicalDevice: 'disk:two', mountPoint: '/media/A1', device: '8:33' })
    expect(ids([seen({ mountPoint: '/media/A1', device: '8:33', physicalDevice: 'disk:two' }), seen()], [row])).toEqual(
      [null, 'a'],
    )
  })

  it('that is known is told from the original by its disk, and by the marker that was written on it', () => {
    const rows = [
      known({ online: false }),
      known({ id: 'c', identity: `uuid:${A}#c`, homeDevice: 'disk:two', physicalDevice: 'disk:two', online: false }),
    ]
    expect(ids([seen({ physicalDevice: 'disk:two' })], rows)).toEqual(['c'])
    expect(ids([seen({ physicalDevice: 'disk:two', markers: ['a'] })], rows)).toEqual(['a'])
    expect(ids([seen({ physicalDevice: 'disk:new' })], rows)).toEqual(['a'])
  })
})

describe('a serial number that tells little', () => {
  it('of FAT counts together with the size; one of zeros counts for nothing', () => {
    const card = known({ fsUuid: 'ABCD-0001', fsType: 'vfat', capacity: 64e9, online: false })
    expect(ids([seen({ fsUuid: 'abcd-0001', fsType: 'vfat', capacity: 64e9, mountPoint: '/x' })], [card])).toEqual([
      'a',
    ])
    expect(recognise([seen({ fsUuid: 'abcd-0001', fsType: 'vfat', capacity: 128e9 })], [card])).toMatchObject([
      { known: null, clone: true },
    ])
    expect(identityOf(seen({ fsUuid: '0000-0000', fsType: 'vfat' }))).toBe('mount:vfat:/media/A')
  })
})

describe('a drive without a UUID', () => {
  it('on a network is what it is mounted from, wherever that is', () => {
    const share = { fsUuid: null, fsType: 'cifs', source: '//nas/dailies', device: '0:50', physicalDevice: null }
    expect(
      ids(
        [seen({ ...share, mountPoint: '/nas' })],
        [known({ ...share, mountPoint: '/old', identity: 'share:cifs://nas/dailies' })],
      ),
    ).toEqual(['a'])
    expect(ids([seen({ ...share, source: '//nas/other' })], [known(share)])).toEqual([null])
  })

  it('elsewhere is known by our marker, else by its place', () => {
    const plain = { fsUuid: null, fsType: 'tmpfs', source: 'tmpfs', physicalDevice: null }
    expect(ids([seen({ ...plain, mountPoint: '/b', markers: ['a'] })], [known({ ...plain, online: false })])).toEqual([
      'a',
    ])
    expect(ids([seen({ ...plain, markers: ['z'] })], [known(plain)])).toEqual([null])
    expect(ids([seen(plain)], [known(plain)])).toEqual(['a'])
    expect(ids([seen({ ...plain, mountPoint: '/b' })], [known(plain)])).toEqual([null])
  })
})

const few = <T>(...values: T[]): fc.Arbitrary<T> => fc.constantFrom(...values)
const anySeen = fc.uniqueArray(
  fc.record({
    mountPoint: few('/m1', '/m2', '/m3', '/m4'),
    fsType: few('ext4', 'vfat', 'cifs'),
    fsUuid: few(A, B, 'ABCD-0001', null),
    source: few('/dev/sdb1', '//nas/x', null),
    mountRoot: few('/', '/@'),
    device: few('8:1', '8:2', '0:50'),
    physicalDevice: few('disk:1', 'disk:2', null),
    capacity: few(1, 2, null),
    markers: fc.constant<string[]>([]),
  }),
  { selector: (one) => one.mountPoint, maxLength: 4 },
)
const anyKnown = fc.uniqueArray(
  fc.record({
    id: few('a', 'b', 'c', 'd'),
    identity: few('x', 'x#1'),
    fsUuid: few(A, B, 'ABCD-0001', null),
    fsType: few('ext4', 'vfat', 'cifs'),
    source: few('/dev/sdb1', '//nas/x', null),
    mountRoot: few('/', '/@', null),
    mountPoint: few('/m1', '/m2', '/m5'),
    device: few('8:1', '8:2', null),
    homeDevice: few('disk:1', 'disk:2', null),
    physicalDevice: few('disk:1', 'disk:2', null),
    capacity: few(1, 2, null),
    online: fc.boolean(),
  }),
  { selector: (one) => one.id, maxLength: 4 },
)

describe('recognition', () => {
  it('gives each drive at most one row and each row at most one drive, in any order of either', () => {
    fc.assert(
      fc.property(anySeen, anyKnown, (here, rows) => {
        const found = recognise(here, rows)
        const used = found.flatMap((one) => one.known?.id ?? [])
        expect(new Set(used).size).toBe(used.length)
        const turned = recognise(here.toReversed(), rows.toReversed()).toReversed()
        expect(turned.map((one) => one.known?.id)).toEqual(found.map((one) => one.known?.id))
      }),
    )
  })

  it('never takes two different UUIDs for one drive', () => {
    fc.assert(
      fc.property(anySeen, anyKnown, (here, rows) => {
        const wrong = recognise(here, rows).filter(
          ({ seen: one, known: row }) =>
            one.fsUuid !== null && row !== null && row.fsUuid !== null && one.fsUuid !== row.fsUuid,
        )
        expect(wrong).toEqual([])
      }),
    )
  })

  it('finds the same again when nothing has changed', () => {
    fc.assert(
      fc.property(anySeen, anyKnown, (here, rows) => {
        const found = recognise(here, rows)
        const after = found.map(({ seen: one, known: row }, index): KnownVolume => ({
          ...one,
          fsUuid: one.fsUuid ?? row?.fsUuid ?? null,
          id: row?.id ?? `new${index}`,
          identity: row?.identity ?? `new#${index}`,
          homeDevice: row?.homeDevice ?? one.physicalDevice,
          capacity: one.capacity ?? row?.capacity ?? null,
          online: true,
        }))
        // Device numbers tell mounts apart; two mounts never share both number and place.
        const again = recognise(here, after)
        for (const [index, one] of again.entries()) {
          const twins = after.filter(
            (row) => row.fsUuid === after[index]!.fsUuid && row.fsType === after[index]!.fsType,
          )
          if (twins.length === 1) expect(one.known?.id).toBe(after[index]!.id)
          else expect(one.known).not.toBeNull()
        }
      }),
    )
  })
})
