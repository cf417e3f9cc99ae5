/**
 * Where drives can be found now: the places to look at when drives come and go.
 */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseMountinfo } from './mountinfo.ts'

/** Kernel interfaces and overlays of container tools: no drive of a crew is among them. */
const NOT_DRIVES = new Set([
  'proc', 'sysfs', 'cgroup', 'cgroup2', 'devpts', 'devtmpfs', 'mqueue', 'debugfs', 'tracefs', 'securityfs', 'pstore', 'bpf',
  'configfs', 'fusectl', 'hugetlbfs', 'binfmt_misc', 'autofs', 'rpc_pipefs', 'efivarfs', 'nsfs', 'squashfs', 'fuse.portal',
])

/** The places, and a text that changes whenever one of them does (null where the platform has no such text). */
export interface MountPoints { readonly paths: readonly string[]; readonly fingerprint: string | null }

/** Lists mount points: from the kernel's table on Linux, from the folder of volumes elsewhere. */
export async function mountPoints(platform: NodeJS.Platform = process.platform): Promise<MountPoints> {
  if (platform === 'linux') {
    const text = await readFile('/proc/self/mountinfo', 'utf8')
    return { fingerprint: text, paths: parseMountinfo(text).filter((mount) => !NOT_DRIVES.has(mount.fsType)).map((mount) => mount.mountPoint) }
  }
  if (platform === 'darwin') return { fingerprint: null, paths: ['/', ...(await readdir('/Volumes')).map((name) => join('/Volumes', name))] }
  return { fingerprint: null, paths: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.split('').map((letter) => `${letter}:\\`) }
}
