/**
 * What the tests of media work stand on: an engine whose clock can be put forward, real clips, and a look at what was
 * made.
 */
import { copyFileSync, existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { EngineClient } from '../../../shared/contract/client.ts'
import type { Job } from '../../../shared/model/jobs.ts'
import { newId } from '../../../shared/util/ids.ts'
import { testLibrary, type TestLibrary } from '../../helpers/library.ts'
import { film, madeWith } from '../../helpers/media.ts'
import { until } from '../../helpers/until.ts'

export const op = () => ({ opId: newId() })

export interface Bench extends TestLibrary {
  readonly card: string
  /** Puts the engine's clock forward and lets the queue look. */
  forward(seconds: number): Promise<void>
}

/** A library with an empty card beside it. */
export async function workbench(): Promise<Bench> {
  let ahead = 0
  const library = await testLibrary({ now: () => Date.now() + ahead })
  const card = join(library.dir, 'CARD')
  mkdirSync(card)
  return {
    ...library,
    card,
    [Symbol.asyncDispose]: library[Symbol.asyncDispose],
    forward: async (seconds) => {
      ahead += seconds * 1000
      await library.client.jobs.pause({ ...op(), paused: false })
    },
  }
}

/** Lays the two-second clip on the card under a name. */
export async function layClip(card: string, name: string, from: () => Promise<string> = film): Promise<string> {
  const path = join(card, name)
  copyFileSync(await from(), path)
  return path
}

/** A clip that keeps ffmpeg busy for a while. */
export const halfMinute = (): Promise<string> =>
  madeWith('half-minute.mp4', [
    '-f',
    'lavfi',
    '-i',
    'testsrc2=size=1280x720:rate=25:duration=30',
    '-c:v',
    'libx264',
    '-preset',
    'ultrafast',
    '-pix_fmt',
    'yuv420p',
  ])

/** Takes folders into the catalogue where they lie. */
export async function scan(client: EngineClient, ...paths: string[]): Promise<void> {
  for await (const _ of await client.catalogue.add({ paths })) void _
}

/** Resolves with all jobs when none waits or runs. */
export function allSettled(client: EngineClient): Promise<Job[]> {
  return until('no work waits or runs', async () => {
    const jobs = await client.jobs.list({ limit: 500 })
    return jobs.every((job) => job.state !== 'waiting' && job.state !== 'running') ? jobs : null
  })
}

/** The one job of this kind, as soon as it is in this state. */
export function jobIn(
  client: EngineClient,
  kind: string,
  state: Job['state'],
  more: (job: Job) => boolean = () => true,
): Promise<Job> {
  return until(`${kind} is ${state}`, async () =>
    (await client.jobs.list({ states: [state] })).find((job) => job.kind === kind && more(job)),
  )
}

/** Every file below a library's folder of derivatives. */
export function madeFiles(derivatives: string): string[] {
  if (!existsSync(derivatives)) return []
  return readdirSync(derivatives, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted()
}
