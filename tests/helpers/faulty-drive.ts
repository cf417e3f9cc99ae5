/**
 * Mounts a folder as a drive that goes wrong on demand (tests/fixtures/fuse), and reads what was asked of it.
 */
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Asked, Rule } from '../fixtures/fuse/rules.ts'

/** True where one can be mounted: as root on Linux, with FUSE in the kernel. */
export const CAN_FUSE = process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/dev/fuse')

export interface FaultyDrive {
  /** The mount point. */
  readonly path: string
  /** The folder behind it, which never fails. */
  readonly behind: string
  /** From now on this goes wrong, and nothing else. */
  rules(rules: readonly Rule[]): void
  /** What was asked so far. */
  asked(): readonly Asked[]
  /** Bytes that were read from it so far, of files whose path ends so. */
  bytesRead(ending?: string): number
  unmount(): void
}

/** Mounts `path`; what is written there lies in `<path>.behind`. */
export async function mountFaulty(path: string, rules: readonly Rule[] = []): Promise<FaultyDrive> {
  const behind = `${path}.behind`
  const [file, log] = [`${path}.rules`, `${path}.log`]
  mkdirSync(path, { recursive: true })
  mkdirSync(behind, { recursive: true })
  // Replaced in one step: the drive reads it at every request.
  const say = (next: readonly Rule[]): void => {
    writeFileSync(`${file}.new`, JSON.stringify(next))
    renameSync(`${file}.new`, file)
  }
  say(rules)
  writeFileSync(log, '')
  const script = fileURLToPath(new URL('../fixtures/fuse/faulty-drive.ts', import.meta.url))
  const child = spawn(process.execPath, [script, behind, path, file, log], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  const asked = (): readonly Asked[] =>
    readFileSync(log, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Asked)
  return {
    path,
    behind,
    asked,
    rules: say,
    bytesRead: (ending = '') =>
      asked()
        .filter((one) => one.op === 'read' && one.path.endsWith(ending))
        .reduce((sum, one) => sum + one.bytes, 0),
    unmount: () => {
      try {
        execFileSync('umount', ['-l', path], { stdio: 'ignore' })
      } catch {
        // A test may have pulled it already.
      }
      child.kill('SIGKILL')
    },
  }
}
