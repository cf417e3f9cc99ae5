/**
 * Where drives can be found now: the places to look at when drives come and go.
 */
import { access, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseMountinfo, type Mount } from './mountinfo.ts'

/** Kernel interfaces and overlays of container tools: no drive of a crew is among them. */
const NOT_DRIVES = new Set([
  'proc',
  'sysfs',
  'cgroup',
  'cgroup2',
  'devpts',
  'devtmpfs',
  'mqueue',
  'debugfs',
  'tracefs',
  'securityfs',
  'pstore',
  'bpf',
  'configfs',
  'fusectl',
  'hugetlbfs',
  'binfmt_misc',
  'autofs',
  'rpc_pipefs',
  'efivarfs',
  'nsfs',
  'squashfs',
  'fuse.portal',
])

/** The places, and a text that changes whenever one of them comes, goes or becomes read-only. */
export interface MountPoints {
  readonly mounts: readonly Pick<Mount, 'mountPoint' | 'device' | 'fsType' | 'source' | 'root' | 'readOnly'>[]
  readonly fingerprint: string
}

/** Lists mount points: from the kernel's table on Linux, from the folder of volumes or the letters elsewhere. */
export async function mountPoints(platform: NodeJS.Platform = process.platform): Promise<MountPoints> {
  if (platform === 'linux') {
    const text = await readFile('/proc/self/mountinfo', 'utf8')
    const mounts = parseMountinfo(text).filter((mount) => !NOT_DRIVES.has(mount.fsType))
    const media = await Promise.all([...new Set(mounts.map((mount) => mount.device))].map(mediumOf))
    return { fingerprint: `${text}\n${media.join('\n')}`, mounts }
  }
  const paths =
    platform === 'darwin'
      ? ['/', ...(await readdir('/Volumes')).map((name) => join('/Volumes', name))]
      : await letters()
  return {
    fingerprint: paths.join('\n'),
    mounts: paths.map((mountPoint) => ({ mountPoint, device: '', fsType: '', source: '', root: '/', readOnly: false })),
  }
}

/**
 * [Note: a swapped drive can look the same] Pull a drive and put another in its place between two looks, and the table
 * of mounts can be the same to the letter: same device number, same place, even the same mount id; and two drives that
 * were formatted in one second agree even in the birth of their top folders. The kernel counts every disk that is put
 * in, though (`diskseq`, since Linux 5.15), and never uses a number twice.
 */
async function mediumOf(device: string): Promise<string> {
  if (device.startsWith('0:')) return device
  const read = (path: string): Promise<string | null> => readFile(path, 'utf8').catch(() => null)
  // A partition has the number of its disk.
  return `${device} ${((await read(`/sys/dev/block/${device}/diskseq`)) ?? (await read(`/sys/dev/block/${device}/../diskseq`)) ?? 'unknown').trim()}`
}

/** Letters behind which a drive is; an empty card reader has a letter and no drive. */
async function letters(): Promise<string[]> {
  const all = 'CDEFGHIJKLMNOPQRSTUVWXYZAB'.split('').map((letter) => `${letter}:\\`)
  const there = await Promise.all(
    all.map((path) =>
      access(path).then(
        () => true,
        () => false,
      ),
    ),
  )
  return all.filter((_, index) => there[index])
}
