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
  return text.split('\n').flatMap(line => {
    const [before, after] = line.split(' - ')
    const fields = before?.split(' ') ?? []
    const [, , device, root, mountPoint, options] = fields
    const [fsType, source, superOptions] = after?.split(' ') ?? []
    if (device === undefined || root === undefined || mountPoint === undefined || fsType === undefined) return []
    const flags = `${options ?? ''},${superOptions ?? ''}`.split(',')
    return [{
      device, root: unescape(root), mountPoint: unescape(mountPoint), fsType,
      source: unescape(source ?? ''), readOnly: flags.includes('ro'),
    }]
  })
}

/**
 * The mount that a resolved path lies on: the longest mount point above it, the last one where several are stacked.
 * Null only for an empty table.
 */
export function mountOf(mounts: readonly Mount[], realPath: string): Mount | null {
  let best: Mount | null = null
  for (const mount of mounts) {
    const above = mount.mountPoint === '/' || realPath === mount.mountPoint || realPath.startsWith(`${mount.mountPoint}/`)
    if (above && (best === null || mount.mountPoint.length >= best.mountPoint.length)) best = mount
  }
  return best
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
