/**
 * The demo card for tests, made once for its size, its sources and the ffmpeg of this machine, and copied from then on:
 * painting and encoding it costs some seconds.
 */
import { createHash, randomUUID } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { cp, mkdir, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeDemoCard } from '../../resources/demo/make-card.ts'
import { mediaContext } from './media.ts'

const SOURCES = join(import.meta.dirname, '../../resources/demo')
const CACHE = join(tmpdir(), 'rushes-test-media')

/** Puts a card of so many clips, each so many seconds long, at `path`. Times of the files are those of the card. */
export async function demoCard(
  path: string,
  size: { readonly clips: number; readonly seconds: number },
): Promise<void> {
  const { tools, runner } = await mediaContext()
  const key = createHash('sha1').update(JSON.stringify([size, tools.ffmpeg.version]))
  for (const name of readdirSync(SOURCES).toSorted())
    if (name.endsWith('.ts')) key.update(readFileSync(join(SOURCES, name)))
  const made = join(CACHE, `card-${key.digest('hex').slice(0, 16)}`)
  if (!existsSync(made)) await make(made, (at) => makeDemoCard(at, { ffmpeg: tools.ffmpeg.path, ...size, runner }))
  await cp(made, path, { recursive: true, preserveTimestamps: true })
}

/** Whole or not at all: tests run beside each other. */
async function make(path: string, how: (at: string) => Promise<unknown>): Promise<void> {
  const temporary = `${path}.${randomUUID()}`
  await mkdir(temporary, { recursive: true })
  try {
    await how(temporary)
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { recursive: true, force: true })
    // Another test has made it meanwhile.
    if (!existsSync(path)) throw error
  }
}
