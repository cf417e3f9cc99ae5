/**
 * The library that every spec works on a copy of: a demo card offloaded to two folders, with all its pictures and
 * proxies. It is made once a run, before the first spec.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cli } from '../helpers/cli.ts'
import { demoCard } from '../helpers/demo-card.ts'

export interface Template {
  readonly folder: string
  readonly card: string
  readonly library: string
}

/** Where the processes of the specs find it. */
const PLACE = 'RUSHES_E2E_TEMPLATE'

/** Makes it. Returns what removes it. */
export async function makeTemplate(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'rushes-window-'))
  const { card, library } = templateIn(folder)
  await demoCard(card, { clips: 4, seconds: 2 })
  const drives = [join(folder, 'RAID_A'), join(folder, 'SHUTTLE_02')]
  for (const drive of drives) await mkdir(drive)
  await done(library, 'init', library)
  await done(library, 'offload', card, ...drives.flatMap((drive) => ['--to', drive]))
  await done(library, 'proxy', '--wait')
  process.env[PLACE] = folder
  return () => rm(folder, { recursive: true, force: true })
}

/** The one that was made for this run. */
export function madeTemplate(): Template {
  const folder = process.env[PLACE]
  if (folder === undefined) throw new Error('tests/e2e/setup.ts makes the library of the specs, and it did not run')
  return templateIn(folder)
}

const templateIn = (folder: string): Template => ({
  folder,
  card: join(folder, 'CARD'),
  library: join(folder, 'Nordlicht'),
})

/** Runs a command that may end with 0, or with 3 where not everything could be made or verified. */
export async function done(library: string, ...words: string[]): Promise<void> {
  const run = await cli(library, ...words)
  if (run.exit !== 0 && run.exit !== 3)
    throw new Error(`rushes ${words.join(' ')} ended with ${run.exit}: ${run.stderr}`)
}
