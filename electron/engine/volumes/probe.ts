/**
 * The rim of this folder: the files, the system calls and the small tools that tell what a volume is, behind one
 * interface so that recorded answers of other machines can stand in for them.
 */
import { execFile } from 'node:child_process'
import { readFile, readdir, readlink, stat } from 'node:fs/promises'
import { diskPath, shownPath } from '../domain/byte-names.ts'
import { realDiskPath } from '../files/disk-path.ts'
import { freeSpaceAt } from './free-now.ts'

export interface VolumeProbe {
  readonly platform: NodeJS.Platform
  /** Text of a small file, or null when it isn't there or can't be read. */
  text(path: string): Promise<string | null>
  /** Names in a directory; empty when it isn't there. */
  names(path: string): Promise<readonly string[]>
  /** The path with every link resolved, or null. */
  real(path: string): Promise<string | null>
  /** Where a link points, as written, or null. */
  link(path: string): Promise<string | null>
  /** `major:minor` of a device node, or of the file system that a path is on when `of` is 'path'. */
  device(path: string, of: 'node' | 'path'): Promise<string | null>
  /** Size and free bytes of the file system at a path, or null. */
  room(path: string): Promise<{ readonly capacity: number; readonly free: number } | null>
  /** What a program prints, or null when it is missing, fails or takes longer than 5 s. */
  run(command: string, args: readonly string[]): Promise<string | null>
}

/** How long a question to a volume may take, in milliseconds, before the volume counts as dead. */
const PATIENCE = 5000

/** The probe of this machine. */
export function systemProbe(): VolumeProbe {
  return {
    platform: process.platform,
    text: (path) => orNull(readFile(path, 'utf8')),
    names: async (path) => (await orNull(readdir(path))) ?? [],
    real: async (path) => orNull(realDiskPath(diskPath(path)).then(shownPath)),
    link: (path) => orNull(readlink(path)),
    device: async (path, of) => {
      const found = await orNull(stat(path))
      if (found === null) return null
      const number = of === 'node' ? found.rdev : found.dev
      return of === 'node' && !found.isBlockDevice() ? null : deviceNumber(number)
    },
    room: (path) => orNull(freeSpaceAt(path)),
    run: (command, args) =>
      new Promise((resolve) => {
        execFile(command, [...args], { timeout: PATIENCE, maxBuffer: 4 << 20, windowsHide: true }, (error, stdout) => {
          resolve(error === null ? stdout : null)
        })
      }),
  }
}

/** Splits a Linux device number as glibc's gnu_dev_major and gnu_dev_minor do. */
export function deviceNumber(dev: number): string {
  const number = BigInt(dev)
  const major = ((number >> 8n) & 0xfffn) | ((number >> 32n) & ~0xfffn)
  const minor = (number & 0xffn) | ((number >> 12n) & ~0xffn)
  return `${major}:${minor & 0xffffffffn}`
}

/** The answer, or null when it fails or a dead mount keeps it for longer than the patience. */
async function orNull<T>(question: Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined
  const silence = new Promise<null>((resolve) => {
    timer = setTimeout(() => {
      resolve(null)
    }, PATIENCE)
  })
  try {
    return await Promise.race([question.catch(() => null), silence])
  } finally {
    clearTimeout(timer)
  }
}
