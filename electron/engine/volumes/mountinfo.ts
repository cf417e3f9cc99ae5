/**
 * The table of mounts of Linux, `/proc/self/mountinfo`, read as data (proc_pid_mountinfo(5)). Pure.
 */
export interface Mount {
  /** `major:minor` of the file system. */
  readonly device: string
  /** Which directory of the file system is mounted: `/`, or a subdirectory in a bind mount. */
  readonly root: string
  readonly mountPoint: string
  readonly fsType: string
  /** What is mounted: `/dev/sdb1`, `server:/share`, `tmpfs`. */
  readonly source: string
  readonly readOnly: boolean
}

/** Reads the whole table. Lines that don't have the documented shape are left out. */
export function parseMountinfo(text: string): readonly Mount[] {
  return text.split('\n').flatMap((line) => {
    const [before, after] = line.split(' - ')
    const fields = before?.split(' ') ?? []
    const [, , device, root, mountPoint, options] = fields
    const [fsType, source, superOptions] = after?.split(' ') ?? []
    if (device === undefined || root === undefined || mountPoint === undefined || fsType === undefined) return []
    const flags = `${options ?? ''},${superOptions ?? ''}`.split(',')
    return [
      {
        device,
        root: unescape(root),
        mountPoint: unescape(mountPoint),
        fsType,
        source: unescape(source ?? ''),
        readOnly: flags.includes('ro'),
      },
    ]
  })
}

/**
 * The mount that a resolved path lies on: the longest mount point above it, the last one where several are stacked.
 * Null only for an empty table.
 */
export function mountOf(mounts: readonly Mount[], realPath: string): Mount | null {
  let best: Mount | null = null
  for (const mount of mounts) {
    const above =
      mount.mountPoint === '/' || realPath === mount.mountPoint || realPath.startsWith(`${mount.mountPoint}/`)
    if (above && (best === null || mount.mountPoint.length >= best.mountPoint.length)) best = mount
  }
  return best
}

/**
 * A file system as it can be reached: its main mount, and where a path that lies on another of its mounts is on that
 * one.
 */
interface MainMount {
  readonly main: Mount
  /** Where the path's own mount leads, relative to the main one; null when the path lies below the main one. */
  readonly via: { readonly mountPoint: string; readonly inside: string } | null
}

/**
 * The one mount that stands for a file system of which several are there.
 *
 * [Note: one file system, several doors] A bind mount and a second mount of a device show the same files again, under
 * the same device number and UUID. Taken for drives, each would count as a copy. The mount of the uppermost folder
 * stands for all, the oldest one where there are several, so that one more mount never moves it. Subvolumes of btrfs
 * that don't contain each other have different files: each stands for itself, unless it is mounted inside another one.
 * @param path resolved; lies on `own`
 */
export function mainMount(mounts: readonly Mount[], own: Mount, path: string): MainMount {
  const doors = mounts.filter(
    (mount) =>
      mount.device === own.device && mount.fsType === own.fsType && mountOf(mounts, mount.mountPoint) === mount,
  )
  const above =
    doors.filter((mount) => isBelow(own.root, mount.root)).toSorted((a, b) => a.root.length - b.root.length)[0] ?? own
  if (above === own) {
    const around = doors
      .filter((mount) => mount !== own && isBelow(own.mountPoint, mount.mountPoint))
      .toSorted((a, b) => a.mountPoint.length - b.mountPoint.length)[0]
    return around === undefined ? { main: own, via: null } : { main: around, via: null }
  }
  if (mountOf(mounts, path) === above) return { main: above, via: null }
  return {
    main: above,
    via: { mountPoint: own.mountPoint, inside: own.root.slice(above.root.length).replace(/^\//, '') },
  }
}

/** True when a path is the folder or lies below it. */
function isBelow(path: string, folder: string): boolean {
  return path === folder || folder === '/' || path.startsWith(`${folder}/`)
}

/** Undoes the octal escapes `\040` (space), `\011`, `\012` and `\134`, which stand for bytes of UTF-8. */
function unescape(field: string): string {
  if (!field.includes('\\')) return field
  const bytes: number[] = []
  const source = Buffer.from(field, 'utf8')
  for (let at = 0; at < source.length; at++) {
    const octal = source[at] === 0x5c ? source.toString('latin1', at + 1, at + 4) : ''
    if (/^[0-7]{3}$/.test(octal)) {
      bytes.push(Number.parseInt(octal, 8))
      at += 3
    } else bytes.push(source[at] ?? 0)
  }
  return Buffer.from(bytes).toString('utf8')
}
