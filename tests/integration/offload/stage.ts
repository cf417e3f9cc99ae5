/**
 * What the tests of the offload stand on: cards made on the spot, real mounts, the real worker threads.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { afterEach } from 'vitest'
import {
  createMemoryJournal,
  type MemoryJournal,
  type OffloadJournal,
} from '../../../electron/engine/domain/offload/offload-journal.ts'
import type { OffloadOutcome } from '../../../electron/engine/offload/run/outcome.ts'
import { assertPossible, planOffload, type PlanRequest } from '../../../electron/engine/offload/plan/plan.ts'
import { runOffload, type RunRequest } from '../../../electron/engine/offload/run/run.ts'
import { newId } from '../../../shared/util/ids.ts'

export const WORKERS = {
  copy: new URL('../../../electron/hosts/copy.worker.ts', import.meta.url),
  settle: new URL('../../../electron/hosts/settle.worker.ts', import.meta.url),
}

/** Mounting needs root; without it the tests that mount are skipped and say so in their name. */
export const CAN_MOUNT = process.platform === 'linux' && process.getuid?.() === 0

const cleanups: (() => void)[] = []
afterEach(() => {
  for (const cleanup of cleanups.splice(0).reverse()) cleanup()
})

/** Does this after the test, before what was asked for earlier. */
export function atEnd(cleanup: () => void): void {
  cleanups.push(cleanup)
}

/** A directory of the test's own, removed after it. */
export function workshop(): string {
  const path = mkdtempSync(join(tmpdir(), 'rushes-offload-'))
  cleanups.push(() => {
    rmSync(path, { recursive: true, force: true })
  })
  return path
}

/** Makes a folder with files; a number is so many bytes of a pattern that differs from file to file. */
export function makeCard(path: string, files: Readonly<Record<string, number | string>>): string {
  mkdirSync(path, { recursive: true })
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true })
    writeFileSync(join(path, name), typeof content === 'string' ? content : pattern(content, name))
  }
  return path
}

/** Bytes that depend on the name, never all zero. */
export function pattern(bytes: number, name: string): Buffer {
  const seed = [...Buffer.from(name)].reduce((sum, byte) => (sum * 31 + byte) >>> 0, 7)
  const unit = Buffer.alloc(Math.min(bytes, 65_537))
  for (let at = 0, value = seed; at < unit.length; at++) {
    value = (value * 1_103_515_245 + 12_345) >>> 0
    unit[at] = value >>> 16
  }
  return Buffer.alloc(bytes, unit.length === 0 ? 0 : unit)
}

/** Mounts a file system in memory of so many megabytes. */
export function mountMemory(path: string, megabytes: number): string {
  mkdirSync(path, { recursive: true })
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'rushes-test', path])
  cleanups.push(() => {
    quietly('umount', ['-l', path])
  })
  return path
}

/** Mounts an ext4 image of so many megabytes; answers with the image, so that a test can hurt it. */
export function mountImage(path: string, megabytes: number): string {
  mkdirSync(path, { recursive: true })
  const image = `${path}.img`
  execFileSync('truncate', ['-s', `${megabytes}M`, image])
  execFileSync('mkfs.ext4', ['-q', '-F', '-E', 'lazy_itable_init=0,lazy_journal_init=0', image])
  execFileSync('mount', ['-o', 'loop', image, path])
  cleanups.push(() => {
    quietly('umount', ['-l', path])
  })
  return image
}

export function quietly(command: string, args: readonly string[]): void {
  try {
    execFileSync(command, [...args], { stdio: 'ignore' })
  } catch {
    // The mount may be gone already, which is what the test wanted.
  }
}

/** Plans and runs an offload to its end. */
export async function offload<Journal extends OffloadJournal = MemoryJournal>(
  request: PlanRequest,
  options: Partial<RunRequest> & { readonly journal?: Journal } = {},
): Promise<{ readonly outcome: OffloadOutcome; readonly journal: Journal }> {
  const plan = options.plan ?? (await planOffload(request))
  assertPossible(plan)
  const journal = options.journal ?? (createMemoryJournal(newId()) as OffloadJournal as Journal)
  const outcome = await runOffload({
    formats: ['xxh64'],
    verification: 'device',
    workers: WORKERS,
    ...options,
    plan,
    journal,
  })
  return { outcome, journal }
}

/** Every path below a folder, sorted, with forward slashes. */
export function everything(path: string): readonly string[] {
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .map((entry) => relative(path, join(entry.parentPath, entry.name)) + (entry.isDirectory() ? '/' : ''))
    .sort()
}

/** Throws unless both trees hold the same bytes under the same names. */
export function expectSameTree(a: string, b: string): void {
  execFileSync('diff', ['-r', '--no-dereference', a, b], { stdio: 'pipe' })
}
