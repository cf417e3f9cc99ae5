/**
 * Volumes on Linux: the mount table, /sys for the disk behind a block device, udev's links or blkid for UUID and label.
 */
import { isRemote, type VolumeIdentity, type VolumeKind } from '../domain/volumes/volume.ts'
import type { Mount } from './mountinfo.ts'
import { mainMount, mountOf, parseMountinfo } from './mountinfo.ts'
import type { VolumeProbe } from './probe.ts'

const IN_MEMORY = new Set(['tmpfs', 'ramfs', 'devtmpfs', 'hugetlbfs'])

/**
 * Identifies the volume that an existing path lies on. Never throws: what can't be learned is null. A path that is a
 * mount point is not touched itself, so that a dead share can't keep the question waiting.
 */
export async function identifyOnLinux(path: string, probe: VolumeProbe): Promise<VolumeIdentity | null> {
  const table = await probe.text('/proc/self/mountinfo')
  const mounts = parseMountinfo(table ?? '')
  const real = mounts.some((mount) => mount.mountPoint === path) ? path : await probe.real(path)
  const own = real === null ? null : mountOf(mounts, real)
  if (real === null || own === null) return null
  const { main, via } = mainMount(mounts, own, real)
  const room = await freeSpaceOnLinux(main, probe)
  const disk = await diskOf(main, probe, 0)
  const { fsUuid, label } = await namesOf(main, disk.partition, probe)
  return {
    mountPoint: main.mountPoint,
    fsType: main.fsType,
    fsUuid,
    label,
    device: main.device,
    physicalDevice: disk.key,
    model: disk.model,
    kind: kindOf(main, disk),
    removable: disk.removable,
    readOnly: main.readOnly,
    capacity: room?.capacity ?? null,
    free: room?.free ?? null,
    directReads: disk.direct && !main.fsType.startsWith('fuse'),
    source: main.source === '' ? null : main.source,
    mountRoot: main.root,
    via,
    rotational: disk.rotational,
    answers: room !== null,
    mounts: mounts.map(({ device, mountPoint }) => ({ device, mountPoint })),
  }
}

/**
 * [Note: a dead share takes threads with it] A system call to a share whose server is gone may never return, and the
 * pool of threads in which Node makes such calls has four: four questions, and no file of the machine can be opened any
 * more. Shares are therefore asked by a child process, which can be given up.
 */
export async function freeSpaceOnLinux(
  mount: Pick<VolumeIdentity, 'mountPoint' | 'fsType'>,
  probe: VolumeProbe,
): Promise<{ capacity: number; free: number } | null> {
  if (!isRemote(mount.fsType)) return probe.room(mount.mountPoint)
  const printed = await probe.run('stat', ['-f', '-c', '%S %b %a', mount.mountPoint])
  const [size, blocks, free] = (printed ?? '').trim().split(' ').map(Number)
  return size === undefined || blocks === undefined || free === undefined
    ? null
    : { capacity: size * blocks, free: size * free }
}

interface Disk {
  /** Key of the whole disk, null when unknown. */
  readonly key: string | null
  /** Device number of the block device that carries the file system itself. */
  readonly partition: string | null
  readonly kind: VolumeKind
  readonly removable: boolean | null
  readonly direct: boolean
  readonly rotational: boolean | null
  readonly model: string | null
}

const UNKNOWN_DISK: Disk = {
  model: null,
  key: null,
  partition: null,
  kind: 'unknown',
  removable: null,
  direct: false,
  rotational: null,
}

/** From a mount to the disk behind it. */
async function diskOf(mount: Mount, probe: VolumeProbe, depth: number): Promise<Disk> {
  if (IN_MEMORY.has(mount.fsType)) return { ...UNKNOWN_DISK, kind: 'memory', removable: false, rotational: false }
  if (isRemote(mount.fsType)) return { ...UNKNOWN_DISK, kind: 'network' }
  const own = mount.device.startsWith('0:') ? null : mount.device
  // btrfs and FUSE file systems have a number of their own; the device that they were mounted from still names the
  // disk.
  const number = own ?? (mount.source.startsWith('/dev/') ? await probe.device(mount.source, 'node') : null)
  return number === null ? UNKNOWN_DISK : blockDisk(number, probe, depth)
}

/**
 * From a block device to the whole disk: a partition belongs to its parent, a loop device to the disk that its file
 * lies on, a device-mapper or md device to its single member. One with several members has no single disk: unknown.
 */
async function blockDisk(number: string, probe: VolumeProbe, depth: number): Promise<Disk> {
  const found = depth > 8 ? null : await probe.real(`/sys/dev/block/${number}`)
  if (found === null) return UNKNOWN_DISK
  const whole = (await probe.text(`${found}/partition`)) === null ? found : found.slice(0, found.lastIndexOf('/'))
  const name = whole.slice(whole.lastIndexOf('/') + 1)
  if (/^(zram|ram)\d+$/.test(name))
    return { ...UNKNOWN_DISK, partition: number, kind: 'memory', removable: false, rotational: false }
  const file = (await probe.text(`${whole}/loop/backing_file`))?.replace(/\n$/, '')
  if (file !== undefined) return loopDisk(number, whole, file, probe, depth)
  const members = await probe.names(`${whole}/slaves`)
  if (members.length > 1)
    return { ...UNKNOWN_DISK, partition: number, kind: 'internal', removable: false, direct: true }
  if (members.length === 1) {
    const member = (await probe.text(`${whole}/slaves/${members[0] ?? ''}/dev`))?.trim()
    return member === undefined ? UNKNOWN_DISK : { ...(await blockDisk(member, probe, depth + 1)), partition: number }
  }
  if (name.startsWith('nbd') || name.startsWith('rbd')) return { ...UNKNOWN_DISK, partition: number, kind: 'network' }
  const removable = (await probe.text(`${whole}/removable`))?.trim() === '1'
  const kind = /\/(usb|firewire|thunderbolt)\d*\//.test(whole)
    ? removable
      ? 'card'
      : 'external'
    : /\/mmc_host\//.test(whole)
      ? removable || name.startsWith('mmcblk')
        ? 'card'
        : 'internal'
      : 'internal'
  const rotational = { 0: false, 1: true }[(await probe.text(`${whole}/queue/rotational`))?.trim() ?? ''] ?? null
  return {
    key: await diskKey(whole, name, probe),
    partition: number,
    kind,
    removable,
    direct: true,
    rotational,
    model: await modelOf(whole, probe),
  }
}

/** A disk image is no disk: what counts is the disk that the image lies on. */
async function loopDisk(number: string, whole: string, file: string, probe: VolumeProbe, depth: number): Promise<Disk> {
  const table = await probe.text('/proc/self/mountinfo')
  const real = await probe.real(file)
  const mount = table === null || real === null ? null : mountOf(parseMountinfo(table), real)
  if (mount === null) return { ...UNKNOWN_DISK, partition: number }
  const below = await diskOf(mount, probe, depth + 1)
  const direct = below.direct && (await probe.text(`${whole}/loop/dio`))?.trim() === '1'
  return { ...below, partition: number, direct }
}

/**
 * World-wide id or serial number where the disk tells one (it stays the same at another socket), else its place in
 * /sys.
 */
async function diskKey(whole: string, name: string, probe: VolumeProbe): Promise<string> {
  for (const file of ['wwid', 'device/wwid', 'device/serial', 'serial']) {
    const text = (await probe.text(`${whole}/${file}`))?.trim()
    if (text !== undefined && text !== '' && !/^0+$/.test(text)) return `disk:${text}`
  }
  return `disk:${name}`
}

/** "Samsung Portable SSD T7"; a virtual disk tells none. */
async function modelOf(whole: string, probe: VolumeProbe): Promise<string | null> {
  const [vendor, model] = await Promise.all(
    ['device/vendor', 'device/model'].map(async (file) => (await probe.text(`${whole}/${file}`))?.trim() ?? ''),
  )
  // NVMe and PCI give a number for the maker.
  const words = [vendor?.startsWith('0x') === true ? '' : vendor, model]
    .filter((word) => word !== undefined && word !== '')
    .join(' ')
  return words === '' ? null : words
}

function kindOf(mount: Mount, disk: Disk): VolumeKind {
  return disk.kind === 'unknown' && isRemote(mount.fsType) ? 'network' : disk.kind
}

/** UUID and label: from udev's links where udev runs, else from blkid, which has to be allowed to read the device. */
async function namesOf(
  mount: Mount,
  partition: string | null,
  probe: VolumeProbe,
): Promise<{ fsUuid: string | null; label: string | null }> {
  if (partition === null || !mount.source.startsWith('/dev/')) return { fsUuid: null, label: null }
  const fsUuid = await linkTo('/dev/disk/by-uuid', partition, probe)
  if (fsUuid !== null) return { fsUuid, label: await linkTo('/dev/disk/by-label', partition, probe) }
  const printed = (await probe.run('blkid', ['-p', '-o', 'export', mount.source])) ?? ''
  const value = (key: string): string | null => new RegExp(`^${key}=(.*)$`, 'm').exec(printed)?.[1] ?? null
  return { fsUuid: value('UUID'), label: value('LABEL')?.replaceAll('\\ ', ' ') ?? null }
}

/** The name of the link in a directory of udev's that leads to a device; `\x20` stands for a space there. */
async function linkTo(directory: string, partition: string, probe: VolumeProbe): Promise<string | null> {
  for (const name of await probe.names(directory)) {
    if ((await probe.device(`${directory}/${name}`, 'node')) !== partition) continue
    return name.replaceAll(/\\x([0-9a-f]{2})/g, (_, hex: string) => String.fromCodePoint(Number.parseInt(hex, 16)))
  }
  return null
}
