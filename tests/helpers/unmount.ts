/**
 * Letting a drive go in a test, as a person does: again when something is still open on it.
 */
import { execFileSync } from 'node:child_process'
import { until } from './until.ts'

/** Tries until nothing is open there: another test's engine may just be looking at all drives of the machine. */
export async function unmount(point: string): Promise<void> {
  await until(`${point} is free to be unmounted`, () => {
    try {
      execFileSync('umount', [point], { stdio: 'ignore' })
      return true
    } catch {
      return false
    }
  })
}
