/**
 * Keeps the computer from sleeping while an offload runs, with the system's own means: also when no window is open.
 */
import { spawn, type ChildProcess } from 'node:child_process'

/**
 * The command that holds sleep off until the process `pid` ends, so that an engine that is killed leaves nothing
 * behind. Null on systems that have none: there the app's window does it.
 */
export function awakeCommand(platform: NodeJS.Platform, pid: number): readonly [string, ...string[]] | null {
  if (platform === 'darwin') return ['/usr/bin/caffeinate', '-i', '-s', '-w', String(pid)]
  if (platform !== 'linux') return null
  return [
    'systemd-inhibit',
    '--what=sleep:idle',
    '--who=Rushes',
    '--why=A card is being copied',
    '--mode=block',
    'tail',
    `--pid=${pid}`,
    '-f',
    '/dev/null',
  ]
}

/** Answers with what is to be told whenever offloads begin or have ended. */
export function stayAwake(command = awakeCommand(process.platform, process.pid)): (busy: boolean) => void {
  let holder: ChildProcess | null = null
  return (busy) => {
    if (command === null || busy === (holder !== null)) return
    if (!busy) {
      // The whole group: what it started holds the lock as well.
      if (holder?.pid !== undefined) end(holder.pid)
      holder = null
      return
    }
    const [exe, ...args] = command
    holder = spawn(exe, args, { stdio: 'ignore', detached: true })
    // Systems without it, or without its service, just don't have this; the offload runs all the same.
    holder.on('error', () => {})
    holder.unref()
  }
}

function end(pid: number): void {
  try {
    process.kill(-pid, 'SIGTERM')
  } catch {
    // It ended by itself: it was refused, or is not there.
  }
}
