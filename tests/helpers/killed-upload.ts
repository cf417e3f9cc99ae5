/**
 * An upload that is killed again and again: how many bytes went in all its lives.
 */
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { closeSync, mkdirSync, mkdtempSync, openSync, readdirSync, rmSync, statSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { hashFile } from '../../electron/engine/hash/hash-file.ts'
import { createRepository } from '../../electron/engine/sync/format/repository.ts'
import { createFolderStore } from '../../electron/engine/sync/stores/folder.ts'
import { LIBRARY, startDevice } from './byte-sync.ts'

export interface KilledUpload {
  readonly fileBytes: number
  readonly kills: number
  /** Bytes of packs that were begun, in all lives. */
  readonly begunBytes: number
  /** Bytes of packs that were begun and not answered when their process was killed. */
  readonly inFlightBytes: number
  /** Bytes of packs that lie at the remote. */
  readonly storedBytes: number
  /** Whether what was fetched afterwards is the file, and a full check found nothing. */
  readonly isWhole: boolean
}

const CHILD = fileURLToPath(new URL('./upload-child.ts', import.meta.url))

/** Sends a file of so many bytes, killing the process so many times after a random number of packs each. */
export async function killedUpload(fileBytes: number, kills: number, packBytes: number): Promise<KilledUpload> {
  const home = mkdtempSync(join(tmpdir(), 'rushes-killed-'))
  const [root, path] = [join(home, 'remote'), join(home, 'A001.mov')]
  try {
    mkdirSync(root)
    const file = openSync(path, 'w')
    for (let done = 0; done < fileBytes; done += 8 << 20)
      writeSync(file, randomBytes(Math.min(8 << 20, fileBytes - done)))
    closeSync(file)
    const { xxh128 } = await hashFile(path, ['xxh128'])
    await createRepository(createFolderStore(root), LIBRARY, null)
    const packs = Math.ceil(fileBytes / packBytes)
    let [begunBytes, inFlightBytes] = [0, 0]
    for (let life = 0; life <= kills; life += 1) {
      const lines = await oneLife(
        [home, root, path, xxh128!, String(fileBytes), String(packBytes)],
        life === kills ? Infinity : Math.floor(((Math.random() * packs) / kills) * 2),
        Math.random() * 20,
      )
      const sum = (word: string): number =>
        lines.filter((line) => line.startsWith(word)).reduce((all, line) => all + Number(line.split(' ')[1]), 0)
      begunBytes += sum('begin')
      inFlightBytes += sum('begin') - sum('end')
    }
    using device = await startDevice(createFolderStore(root))
    await device.sync.fetch({ xxh128: xxh128!, bytes: fileBytes }, device.path('back'), {
      signal: new AbortController().signal,
    })
    const check = await device.sync.verifyRemote({ depth: 'full', repair: false }, new AbortController().signal)
    const stored = readdirSync(join(root, 'packs'), { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    )
    return {
      fileBytes,
      kills,
      begunBytes,
      inFlightBytes,
      isWhole: check.problems.length === 0 && (await hashFile(device.path('back'), ['xxh128'])).xxh128 === xxh128,
      storedBytes: stored.reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0),
    }
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}

/** One life of the process: killed some milliseconds after the `packs`th pack was begun; its lines. */
async function oneLife(args: readonly string[], packs: number, laterMs: number): Promise<string[]> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', CHILD, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [out, errors] = ['', '']
  let begun = 0
  child.stderr.on('data', (part: Buffer) => {
    errors += part.toString()
  })
  child.stdout.on('data', (part: Buffer) => {
    out += part.toString()
    begun += part.toString().split('begin').length - 1
    // Pause on purpose: the kill falls somewhere into the sending of a pack.
    if (begun > packs) setTimeout(() => child.kill('SIGKILL'), laterMs)
  })
  const code = await new Promise<number | null>((resolve) => {
    child.on('close', resolve)
  })
  if (code !== null && code !== 0) throw new Error(`the upload failed: ${errors}`)
  return out.split('\n')
}
