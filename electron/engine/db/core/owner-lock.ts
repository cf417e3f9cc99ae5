/**
 * A second lock beside `engine.lock`, of a kind that reading a file can't lose.
 *
 * SQLite locks by POSIX record locks, which a process loses on a file as soon as it closes any descriptor of that file,
 * whoever opened it (fcntl(2)). This one hangs on an object that nobody else opens:
 *
 * - Linux: an abstract Unix socket whose name is the device and inode of the library's folder. The kernel removes it with
 *   the process. Another user may take the name first; such a holder is told by having no descriptor of it among our own
 *   processes, and is passed over: `engine.lock` still holds then.
 * - macOS: `engine.owner`, opened with O_EXLOCK: an flock, which belongs to the open file and not to the process.
 * - Windows: nothing. Its locks belong to the handle that took them.
 */
import { closeSync, openSync, readdirSync, readFileSync, readlinkSync, statSync, constants } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'

/** Held until given back or until the process ends. */
export interface OwnerLock {
  release(): void
}

/** O_EXLOCK of macOS and BSD (fcntl.h), which Node doesn't name. */
const EXCLUSIVE_LOCK = 0x20

/** Takes the lock of the library whose `engine.lock` is `file`. Null when a process of this user holds it. */
export function takeOwnerLock(file: string): OwnerLock | null {
  if (process.platform === 'linux') return bySocket(dirname(file))
  if (process.platform === 'darwin') return byExclusiveOpen(join(dirname(file), 'engine.owner'))
  return { release: () => {} }
}

/** The name of a library's socket, without the zero byte that makes it abstract. */
export function ownerName(folder: string): string {
  const { dev, ino } = statSync(folder, { bigint: true })
  return `rushes-library-${dev}-${ino}`
}

/** How often a name is tried that was taken and free again a moment later. */
const MAX_TRIES = 20

function bySocket(folder: string): OwnerLock | null {
  const name = ownerName(folder)
  for (let tries = 1; tries <= MAX_TRIES; tries += 1) {
    const server = createServer((socket) => {
      socket.destroy()
    })
    // A name that is taken is told by an event, after `listening` has said so.
    server.on('error', () => {})
    server.listen({ path: `\0${name}`, exclusive: true })
    if (server.listening) {
      server.unref()
      return { release: () => server.close() }
    }
    const holder = holderOf(name)
    if (holder === 'a process of ours') return null
    if (holder === 'a stranger') return { release: () => {} }
  }
  return null
}

/**
 * Who holds the socket of that name: a process whose descriptors we may see, so one of our own user; a stranger; or
 * nobody, when it was given back between the two looks.
 */
function holderOf(name: string): 'a process of ours' | 'a stranger' | 'nobody' {
  const inode = readFileSync('/proc/net/unix', 'utf8')
    .split('\n')
    .find((line) => line.endsWith(` @${name}`))
    ?.trim()
    .split(/\s+/)[6]
  if (inode === undefined) return 'nobody'
  return readdirSync('/proc').some((pid) => /^\d+$/.test(pid) && descriptorsOf(pid).includes(`socket:[${inode}]`))
    ? 'a process of ours'
    : 'a stranger'
}

function descriptorsOf(pid: string): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).map((fd) => {
      try {
        return readlinkSync(`/proc/${pid}/fd/${fd}`)
      } catch {
        return '' // Closed meanwhile.
      }
    })
  } catch {
    return [] // Ended meanwhile, or another user's.
  }
}

function byExclusiveOpen(file: string): OwnerLock | null {
  try {
    const fd = openSync(file, constants.O_RDWR | constants.O_CREAT | constants.O_NONBLOCK | EXCLUSIVE_LOCK, 0o600)
    return {
      release: () => {
        closeSync(fd)
      },
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EAGAIN' || code === 'EWOULDBLOCK') return null
    // A file system without flock: `engine.lock` alone, as before.
    if (code === 'ENOTSUP' || code === 'EOPNOTSUPP' || code === 'EROFS') return { release: () => {} }
    throw error
  }
}
