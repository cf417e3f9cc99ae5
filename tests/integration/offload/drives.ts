/**
 * Cards and drives for the tests of faults: images with a file system, behind a loop device, that can be pulled and
 * hurt.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { mountFaulty, type FaultyDrive } from '../../helpers/faulty-drive.ts'
import type { Rule } from '../../fixtures/fuse/rules.ts'
import { CAN_MOUNT, atEnd, quietly } from './stage.ts'

/** exFAT as cards have it, by exfat-fuse and exfatprogs (Debian packages of these names). */
export const CAN_EXFAT =
  CAN_MOUNT &&
  ['/usr/sbin/mount.exfat-fuse', '/sbin/mount.exfat-fuse'].some((path) => existsSync(path)) &&
  ['/usr/sbin/mkfs.exfat', '/sbin/mkfs.exfat'].some((path) => existsSync(path)) &&
  existsSync('/dev/fuse')

export type FileSystem = 'ext4' | 'exfat'

export interface TestDrive {
  /** The mount point. */
  readonly path: string
  readonly image: string
  /** As a cable that is pulled: names are gone at once. */
  pull(): void
  /** Plugs it in again for writing, at the same place or at another one, which is made. */
  plug(at?: string): void
  /** What the kernel does with a file system that it finds damaged: from now on it is read-only. ext4 only. */
  turnReadOnly(): void
}

/** Makes a drive of so many megabytes and plugs it in. */
export function drive(path: string, kind: FileSystem, megabytes: number): TestDrive {
  const image = `${path}.img`
  execFileSync('truncate', ['-s', `${megabytes}M`, image])
  if (kind === 'ext4') execFileSync('mkfs.ext4', ['-q', '-F', '-E', 'lazy_itable_init=0,lazy_journal_init=0', image])
  else execFileSync('mkfs.exfat', [image], { stdio: 'ignore' })
  mkdirSync(path, { recursive: true })
  let loop = ''
  let mounted = path
  const plug = (at = path): void => {
    mkdirSync(at, { recursive: true })
    mounted = at
    loop = execFileSync('losetup', ['--find', '--show', image], { encoding: 'utf8' }).trim()
    if (kind === 'ext4') execFileSync('mount', ['-o', 'errors=remount-ro', loop, at])
    else execFileSync('mount.exfat-fuse', [loop, at], { stdio: 'ignore' })
  }
  const pull = (): void => {
    quietly('umount', ['-l', mounted])
    // The loop device goes when the last file on it is closed.
    quietly('losetup', ['-d', loop])
  }
  plug()
  atEnd(pull)
  return {
    path,
    image,
    pull,
    plug,
    turnReadOnly: () => {
      writeFileSync(`/sys/fs/ext4/${basename(loop)}/trigger_fs_error`, '1')
    },
  }
}

/** Mounts a drive that fails on demand, until the end of the test. */
export async function faulty(path: string, rules: readonly Rule[] = []): Promise<FaultyDrive> {
  const mounted = await mountFaulty(path, rules)
  atEnd(mounted.unmount)
  return mounted
}
