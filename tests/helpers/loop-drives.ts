/**
 * Real drives for tests: ext4 in an image, loop-mounted, each with a UUID of its own.
 */
import { execFileSync } from 'node:child_process'
import { constants, copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { unmount } from './unmount.ts'

/** True where such drives can be made: as root on Linux, with loop devices. */
export const canMount = process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/dev/loop-control')

export interface LoopDrives extends Disposable {
  /** Absolute path of a mount point or image. */
  at(name: string): string
  /** Makes an image with a file system of this label. */
  make(image: string, label: string, megabytes?: number): void
  /** Copies an image as it is, as a drive duplicator does: the UUID is the same. */
  clone(image: string, to: string): void
  /** Mounts an image and returns the mount point's path. */
  mount(image: string, point: string, options?: string): string
  /** Changes the options of a mount that stands. */
  remount(point: string, options: string): void
  /** Makes the contents of one mount appear at another place, too. */
  bind(from: string, to: string): string
  /** As `umount` in a terminal, tried again until it works: a look at the drive may just be under way. */
  unmount(point: string): Promise<void>
  /** As a cable that is pulled: at once, whatever is open there. */
  pull(point: string): void
}

/** Images and mount points in a folder; everything is unmounted with `using`. */
export function loopDrives(dir: string): LoopDrives {
  const mounted = new Set<string>()
  const sh = (exe: string, ...args: string[]): string =>
    execFileSync(exe, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  const at = (name: string): string => join(dir, name)
  const end = (point: string, ...how: string[]): void => {
    sh('umount', ...how, at(point))
    mounted.delete(point)
  }
  return {
    at,
    make(image, label, megabytes = 24) {
      sh('truncate', '-s', `${megabytes}M`, at(image))
      sh('mkfs.ext4', '-q', '-L', label, at(image))
    },
    clone: (image, to) => copyFileSync(at(image), at(to), constants.COPYFILE_EXCL),
    mount(image, point, options = 'loop') {
      mkdirSync(at(point), { recursive: true })
      sh('mount', '-o', options.includes('loop') ? options : `loop,${options}`, at(image), at(point))
      mounted.add(point)
      return at(point)
    },
    remount: (point, options) => {
      sh('mount', '-o', `remount,${options}`, at(point))
    },
    bind(from, to) {
      mkdirSync(at(to), { recursive: true })
      sh('mount', '--bind', at(from), at(to))
      mounted.add(to)
      return at(to)
    },
    async unmount(point) {
      await unmount(at(point))
      mounted.delete(point)
    },
    pull: (point) => end(point, '-l'),
    [Symbol.dispose]() {
      const table = readFileSync('/proc/self/mountinfo', 'utf8')
      // One that was ejected is gone already.
      for (const point of [...mounted].toReversed()) if (table.includes(` ${at(point)} `)) end(point, '-l')
    },
  }
}
