/**
 * Folders to seal and to spoil.
 */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { hashFile } from '../../../electron/engine/hash/hash-file.ts'
import type { Creator } from '../../../electron/engine/mhl/model.ts'
import { sealGeneration } from '../../../electron/engine/mhl/seal.ts'
import type { SealRequest, SealResult } from '../../../electron/engine/mhl/seal.ts'
import type { SealFile } from '../../../electron/engine/mhl/seal-plan.ts'
import { verifyFolder } from '../../../electron/engine/mhl/verify.ts'
import type { VerifyOptions, VerifyResult } from '../../../electron/engine/mhl/verify.ts'
import type { HashFormat } from '../../../shared/model/hash.ts'

export const CREATOR: Creator = { hostname: 'cart-1', tool: 'Rushes', toolVersion: '0.1.0' }

/**
 * Makes temporary folders and takes them away again. The names hold no `ascmhl`: the reference tool would ignore all in
 * it.
 */
export function createScratch(): { readonly folder: (name?: string) => string; readonly clear: () => void } {
  const made: string[] = []
  return {
    folder(name = 'A001R1JL') {
      const base = mkdtempSync(join(tmpdir(), 'rushes-seal-'))
      made.push(base)
      mkdirSync(join(base, name))
      return join(base, name)
    },
    clear() {
      for (const base of made.splice(0)) rmSync(base, { recursive: true, force: true })
    },
  }
}

/** Writes files by path; a path that ends in `/` is a folder. */
export function write(root: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    if (path.endsWith('/')) mkdirSync(join(root, path), { recursive: true })
    else {
      mkdirSync(dirname(join(root, path)), { recursive: true })
      writeFileSync(join(root, path), text)
    }
  }
}

/** Every file below a folder but those of the histories, hashed. */
export async function readFiles(
  root: string,
  formats: readonly HashFormat[] = ['xxh64'],
  under = '',
): Promise<SealFile[]> {
  const files: SealFile[] = []
  for (const child of readdirSync(join(root, under), { withFileTypes: true })) {
    const path = under === '' ? child.name : `${under}/${child.name}`
    if (child.isDirectory() && child.name !== 'ascmhl') files.push(...(await readFiles(root, formats, path)))
    if (!child.isFile() || child.name === '.DS_Store') continue
    const { size, mtimeMs } = statSync(join(root, path))
    files.push({
      path,
      size,
      modified: mtimeMs,
      hashes: await hashFile(join(root, path), formats),
      hashedAt: Date.now(),
    })
  }
  return files
}

let clock = Date.UTC(2026, 10, 22, 9, 0, 0)

/** Seals all that stands in a folder. */
export async function seal(
  root: string,
  { formats, ...request }: Partial<SealRequest> & { readonly formats?: readonly HashFormat[] } = {},
): Promise<SealResult> {
  clock += 60_000
  return sealGeneration({
    root,
    process: 'transfer',
    creator: CREATOR,
    startedAt: clock,
    entries: await readFiles(root, formats),
    ...request,
  })
}

/** Verifies without writing, unless told otherwise. */
export function verify(folder: string, options: Partial<VerifyOptions> = {}): Promise<VerifyResult> {
  return verifyFolder(folder, { dryRun: true, creator: CREATOR, ...options })
}

/** What was found, without the verified: `finding path`, sorted. */
export function concerns(result: VerifyResult): string[] {
  return result.findings.map(({ path, finding }) => `${finding} ${path}`).sort()
}

/** File names in the `ascmhl` folder. */
export function manifestsOf(root: string): string[] {
  return readdirSync(join(root, 'ascmhl'))
    .filter((name) => name.endsWith('.mhl'))
    .sort()
}

export interface Ran {
  readonly exit: number | null
  readonly output: string
}

/** Runs a tool of this machine. */
export function run(tool: string, ...args: string[]): Ran {
  const { status, stdout, stderr } = spawnSync(tool, args, { encoding: 'utf8' })
  return { exit: status, output: `${stdout}${stderr}` }
}

/** True when a tool is on the PATH. */
export function hasTool(tool: string): boolean {
  return spawnSync(tool, ['--help'], { encoding: 'utf8' }).error === undefined
}
