/**
 * From a path to the physical disk, on recorded machines; unknown stays unknown.
 */
import { describe, expect, it } from 'vitest'
import { distinctDisks } from '../../../electron/engine/domain/volumes/volume.ts'
import { identifyVolume } from '../../../electron/engine/volumes/identify.ts'
import type { VolumeProbe } from '../../../electron/engine/volumes/probe.ts'

interface Machine {
  readonly platform?: NodeJS.Platform
  readonly texts?: Record<string, string>
  readonly names?: Record<string, readonly string[]>
  readonly reals?: Record<string, string>
  readonly nodes?: Record<string, string>
  readonly printed?: Record<string, string>
}

function recorded(machine: Machine): VolumeProbe {
  return {
    platform: machine.platform ?? 'linux',
    text: async (path) => machine.texts?.[path] ?? null,
    names: async (path) => machine.names?.[path] ?? [],
    real: async (path) => machine.reals?.[path] ?? (path.startsWith('/sys') ? null : path),
    link: async () => null,
    device: async (path, of) =>
      of === 'node' ? (machine.nodes?.[path] ?? null) : path.startsWith('/Volumes/A001') ? '1:5' : '1:2',
    room: async () => ({ capacity: 1000, free: 400 }),
    run: async (command) => machine.printed?.[command] ?? null,
  }
}

const SYS = '/sys/devices/pci0000:00/0000:00:14.0/usb2/2-1/2-1:1.0/host6/target6:0:0/6:0:0:0/block/sdb'
const LAPTOP: Machine = {
  texts: {
    '/proc/self/mountinfo': [
      '1 0 259:2 / / rw - ext4 /dev/nvme0n1p2 rw',
      '2 1 8:17 / /media/A rw - exfat /dev/sdb1 rw',
      '3 1 8:18 / /media/B rw - ext4 /dev/sdb2 rw',
      '4 1 0:40 / /tmp rw - tmpfs tmpfs rw',
      '5 1 0:41 / /nas rw - cifs //nas/x rw',
      '6 1 7:0 / /img rw - ext4 /dev/loop0 rw',
      '7 1 7:1 / /ramimg rw - ext4 /dev/loop1 rw',
      '8 1 253:0 / /raid rw - xfs /dev/mapper/vg rw',
      '9 1 0:42 / /fuse rw - fuseblk /dev/sdb1 rw',
    ].join('\n'),
    [`${SYS}/sdb1/partition`]: '1',
    [`${SYS}/sdb2/partition`]: '2',
    [`${SYS}/removable`]: '0',
    [`${SYS}/device/wwid`]: 'naa.5000\n',
    '/sys/devices/virtual/block/loop0/loop/backing_file': '/home/x.img\n',
    '/sys/devices/virtual/block/loop1/loop/backing_file': '/tmp/y.img\n',
    '/sys/devices/nvme/nvme0n1/nvme0n1p2/partition': '2',
    '/sys/devices/nvme/nvme0n1/wwid': 'eui.1',
    '/sys/devices/nvme/nvme0n1/removable': '0',
  },
  names: {
    '/sys/devices/virtual/block/dm-0/slaves': ['sdc', 'sdd'],
    '/dev/disk/by-uuid': ['AAAA-0001', 'other'],
    '/dev/disk/by-label': ['RED\\x20MAG'],
  },
  reals: {
    '/sys/dev/block/8:17': `${SYS}/sdb1`,
    '/sys/dev/block/8:18': `${SYS}/sdb2`,
    '/sys/dev/block/7:0': '/sys/devices/virtual/block/loop0',
    '/sys/dev/block/7:1': '/sys/devices/virtual/block/loop1',
    '/sys/dev/block/259:2': '/sys/devices/nvme/nvme0n1/nvme0n1p2',
    '/sys/dev/block/253:0': '/sys/devices/virtual/block/dm-0',
  },
  nodes: { '/dev/disk/by-uuid/AAAA-0001': '8:17', '/dev/disk/by-label/RED\\x20MAG': '8:17', '/dev/sdb1': '8:17' },
}

const on = (path: string) => identifyVolume(path, recorded(LAPTOP))

describe('a volume on Linux', () => {
  it('belongs to the whole disk that its partition lies on', async () => {
    const [a, b, home] = await Promise.all([on('/media/A/x'), on('/media/B'), on('/home')])
    expect(a).toMatchObject({
      physicalDevice: 'disk:naa.5000',
      kind: 'external',
      fsUuid: 'AAAA-0001',
      label: 'RED MAG',
      directReads: true,
    })
    expect(b.physicalDevice).toBe(a.physicalDevice)
    expect(home).toMatchObject({ physicalDevice: 'disk:eui.1', kind: 'internal' })
    expect(distinctDisks([a, b])).toBe(1)
    expect(distinctDisks([a, home])).toBe(2)
  })

  it('is on the disk of its image file when it is a disk image, and in memory when that is', async () => {
    expect(await on('/img')).toMatchObject({ physicalDevice: 'disk:eui.1', directReads: false })
    expect(await on('/ramimg')).toMatchObject({ physicalDevice: null, kind: 'memory' })
  })

  it('has no disk when it is in memory, on a network or spread over several disks', async () => {
    const [tmp, nas, raid] = await Promise.all([on('/tmp/d'), on('/nas'), on('/raid')])
    expect([tmp.kind, nas.kind, raid.physicalDevice]).toEqual(['memory', 'network', null])
    expect(distinctDisks([tmp, nas, raid])).toBe(0)
  })

  it('is found through FUSE by the device that it was mounted from, but never said to be read from the disk', async () => {
    expect(await on('/fuse')).toMatchObject({ physicalDevice: 'disk:naa.5000', directReads: false })
  })
})

describe('a volume elsewhere', () => {
  it('is read from diskutil on macOS', async () => {
    const plist = `<plist><dict><key>APFSPhysicalStores</key><array/><key>BusProtocol</key><string>USB</string>
      <key>DeviceIdentifier</key><string>disk4s1</string><key>FilesystemType</key><string>exfat</string><key>Internal</key><false/>
      <key>ParentWholeDisk</key><string>disk4</string><key>RemovableMedia</key><false/><key>VolumeName</key><string>A &amp; B</string>
      <key>VolumeUUID</key><string>U-1</string><key>WritableVolume</key><true/></dict></plist>`
    const probe = recorded({ platform: 'darwin', printed: { '/usr/sbin/diskutil': plist } })
    expect(await identifyVolume('/Volumes/A001/x', probe)).toMatchObject({
      mountPoint: '/Volumes/A001',
      fsType: 'exfat',
      label: 'A & B',
      fsUuid: 'U-1',
      physicalDevice: 'disk:disk4',
      kind: 'external',
      readOnly: false,
    })
  })

  it('is unknown when nobody answers, which counts as no disk', async () => {
    const volume = await identifyVolume('/x', { ...recorded({}), real: async () => null })
    expect(volume).toMatchObject({ kind: 'unknown', physicalDevice: null, free: null })
    expect(distinctDisks([volume, volume])).toBe(0)
  })
})
