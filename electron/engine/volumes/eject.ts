/**
 * Unmounts a drive so that it can be pulled, with the system's own means. Nothing is forced: what is busy stays
 * mounted, and who keeps it busy is named.
 */
import { execFile } from 'node:child_process'
import { readdir, readFile, readlink } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'
import { RushesError } from '../../../shared/model/errors.ts'
import { parseMountinfo, type Mount } from './mountinfo.ts'

export interface EjectTarget {
  readonly mountPoint: string
  readonly label: string
  readonly kind: string
}

interface Ejected {
  /** True when its power was cut, too. */
  readonly poweredOff: boolean
  /** When it may be pulled, for people. */
  readonly message: string
}

/** Writing back what a slow drive's cache holds takes its time; after this long something is wrong. */
const PATIENCE_MS = 120_000
/** A look at the drive that is just under way holds it for a moment: then it is tried again. */
const TRIES = 5
const BETWEEN_TRIES_MS = 200

/** Unmounts a drive at all its mount points. Throws `volume.busy`, naming who holds it, when the system refuses. */
export async function ejectVolume(target: EjectTarget, platform: NodeJS.Platform = process.platform): Promise<Ejected> {
  if (platform === 'darwin') return ejectWith('/usr/sbin/diskutil', ['eject', target.mountPoint], target)
  if (platform === 'win32') return ejectWith('powershell.exe', windowsEject(target.mountPoint), target)
  return ejectOnLinux(target)
}

async function ejectWith(command: string, args: readonly string[], target: EjectTarget): Promise<Ejected> {
  const ran = await run(command, args)
  if (!ran.ok) throw busy(target, [], ran.said)
  return { poweredOff: true, message: `${target.label} is ejected. It is safe to pull.` }
}

/**
 * The Explorer's own verb. It answers before it is done and says nothing when refused, so the letter is looked for
 * afterwards.
 */
function windowsEject(mountPoint: string): readonly string[] {
  const letter = mountPoint.slice(0, 1)
  return [
    '-NoProfile',
    '-NonInteractive',
    '-Command',
    `(New-Object -ComObject Shell.Application).Namespace(17).ParseName('${letter}:').InvokeVerb('Eject'); ` +
      `foreach ($i in 1..40) { Start-Sleep -Milliseconds 250; if (-not (Test-Path '${letter}:\\')) { exit 0 } }; exit 1`,
  ]
}

/**
 * With udisks where it runs, which may do so for everybody and cuts the power; else with `umount`, where that is
 * allowed.
 */
async function ejectOnLinux(target: EjectTarget): Promise<Ejected> {
  const mounts = parseMountinfo(await readFile('/proc/self/mountinfo', 'utf8'))
  const own = mounts.findLast((mount) => mount.mountPoint === target.mountPoint)
  if (own === undefined)
    return { poweredOff: false, message: `${target.label} is not mounted any more. It is safe to pull.` }
  // The innermost first: a mount inside another one keeps it busy.
  const doors = mounts
    .filter((mount) => mount.device === own.device)
    .toSorted((a, b) => b.mountPoint.length - a.mountPoint.length)
  const block = own.source.startsWith('/dev/') ? own.source : null
  for (const door of doors) await unmount(door, block, target)
  const off =
    block !== null &&
    target.kind !== 'internal' &&
    (await run('udisksctl', ['power-off', '--no-user-interaction', '-b', block])).ok
  return {
    poweredOff: off,
    message: `${target.label} is ${off ? 'ejected' : 'unmounted and all of it is written'}. It is safe to pull.`,
  }
}

async function unmount(door: Mount, block: string | null, target: EjectTarget): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    const udisks = block === null ? null : await run('udisksctl', ['unmount', '--no-user-interaction', '-b', block])
    const plain = udisks?.ok === true ? udisks : await run('umount', [door.mountPoint])
    if (plain.ok || !(await isMounted(door.mountPoint, door.device))) return
    const others = await holders(door.mountPoint)
    if (others.length > 0 || tries === TRIES) throw busy(target, others, plain.said)
    await wait(BETWEEN_TRIES_MS)
  }
}

async function isMounted(mountPoint: string, device: string): Promise<boolean> {
  return parseMountinfo(await readFile('/proc/self/mountinfo', 'utf8')).some(
    (mount) => mount.mountPoint === mountPoint && mount.device === device,
  )
}

function busy(target: EjectTarget, names: readonly string[], said: string): RushesError {
  const who =
    names.length === 0
      ? `the system says: ${said.trim().split('\n').at(-1) ?? ''}`
      : `${names.slice(0, 5).join(', ')} ${names.length === 1 ? 'uses' : 'use'} it`
  return new RushesError(
    'volume.busy',
    `${target.label} can't be ejected: ${who.replace(/\.?$/, '.')} End that and eject it again; until then, don't pull it.`,
    { volume: target.label, mountPoint: target.mountPoint, holders: [...names] },
  )
}

/**
 * Other programs that hold a file, a folder or themselves below a mount point, as "name (process id)". Those of others
 * may be hidden from us.
 */
async function holders(mountPoint: string): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name) && name !== String(process.pid))
  const found = await Promise.all(
    pids.map(async (pid) => ((await holds(pid, mountPoint)) ? `${await nameOf(pid)} (${pid})` : null)),
  )
  return found.flatMap((name) => name ?? [])
}

async function holds(pid: string, mountPoint: string): Promise<boolean> {
  const fds = await readdir(`/proc/${pid}/fd`).catch(() => []) // Ended meanwhile, or not ours to see.
  const links = await Promise.all(
    ['cwd', 'root', 'exe', ...fds.map((fd) => `fd/${fd}`)].map((name) =>
      readlink(`/proc/${pid}/${name}`).catch(() => ''),
    ),
  )
  return links.some((path) => path === mountPoint || path.startsWith(`${mountPoint}/`))
}

async function nameOf(pid: string): Promise<string> {
  return (await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => 'a program')).trim()
}

function run(command: string, args: readonly string[]): Promise<{ readonly ok: boolean; readonly said: string }> {
  return new Promise((resolve) => {
    execFile(
      command,
      [...args],
      { timeout: PATIENCE_MS, windowsHide: true, env: { ...process.env, LC_ALL: 'C' } },
      (error, stdout, stderr) => {
        resolve({ ok: error === null, said: stderr || stdout || (error?.message ?? '') })
      },
    )
  })
}
