/**
 * Processes of a test: whether one runs, and waiting until it has ended.
 */
import { readFileSync } from 'node:fs'
import { until } from './until.ts'

/** Whether a process runs. One that has ended and that nobody has taken note of yet (a zombie) does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch {
    return false
  }
  try {
    // The state stands behind the name, which is in parentheses and may hold any character.
    const [, state] = readFileSync(`/proc/${pid}/stat`, 'latin1').split(/\) (?=[A-Z] [^)]*$)/)
    return state?.startsWith('Z') !== true
  } catch {
    return process.platform !== 'linux'
  }
}

/** Waits until a process has ended. True, so that a test can expect it. */
export function gone(pid: number): Promise<boolean> {
  return until(`the process ${pid} has ended`, () => !isAlive(pid))
}
