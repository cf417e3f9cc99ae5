/**
 * The list on disk of child processes that run now, so that a start after a crash can end what the crash left behind.
 *
 * One small file per process, named by its id and holding when it started. An id alone is not enough: systems give it
 * out again, and ending a stranger's process would be worse than leaving one of ours.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** When a process started, in the system's own words; null when it does not run or the system does not tell. */
export type StartTimeOf = (pid: number) => string | null

/** Linux: field 22 of /proc/PID/stat, clock ticks since boot (proc(5)), with the boot's id so that a reboot differs. */
export const startTimeFromProc: StartTimeOf = (pid) => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    // The name in field 2 may hold blanks and brackets: count from after its last bracket.
    const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()
    return ticks === undefined ? null : `${boot} ${ticks}`
  } catch {
    // No such process, or no /proc: both mean that nothing can be said of it.
    return null
  }
}

/**
 * The table: what runs is entered, what ended is struck out, what is left is stale. It only serves a start after a
 * crash, so what can't be written there (a full disk, a folder that was removed) never fails a tool: its child ends
 * with us all the same.
 */
export interface ProcessTable {
  readonly enter: (pid: number) => void
  readonly strike: (pid: number) => void
  /** Ids in the table whose process still runs and is the very one that was entered. */
  readonly stale: () => number[]
}

/**
 * Opens the table in a folder that belongs to it alone; made when it is not there. Throws what the file system throws.
 */
export function openProcessTable(dir: string, startTimeOf: StartTimeOf): ProcessTable {
  mkdirSync(dir, { recursive: true })
  return {
    enter(pid) {
      const started = startTimeOf(pid)
      if (started !== null)
        attempt(() => {
          writeFileSync(join(dir, String(pid)), started)
        })
    },
    strike(pid) {
      attempt(() => {
        rmSync(join(dir, String(pid)), { force: true })
      })
    },
    stale() {
      const names = readdirSync(dir).filter((name) => /^\d+$/.test(name))
      return names.map(Number).filter((pid) => {
        const same = readFileSync(join(dir, String(pid)), 'latin1') === startTimeOf(pid)
        if (!same) rmSync(join(dir, String(pid)), { force: true })
        return same
      })
    },
  }
}

function attempt(act: () => void): void {
  try {
    act()
  } catch {
    // See the note at ProcessTable: thrown out of the start of a child, it left that child known to nobody and our end
    // waiting for it.
  }
}
