/**
 * The levels of a content: kept ones are read, others are made and kept. And the files of it that can be read now.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isRushesError } from '../../../shared/model/errors.ts'
import type { MediaFacts } from '../../../shared/model/probe.ts'
import type { NotSure } from '../../../shared/model/sound-sync.ts'
import type { EngineContext } from '../context.ts'
import { readProbe } from '../db/catalogue/contents.ts'
import { newestDerivative, readDerivative, upsertDerivative } from '../db/catalogue/derivatives.ts'
import { readRecording } from '../db/catalogue/pieces.ts'
import { secondsOf } from '../domain/sound-sync/facts.ts'
import type { SoundLevels } from '../domain/sound-sync/levels.ts'
import { errnoOf } from '../files/errno.ts'
import { firstThere } from '../ingest/first-there.ts'
import type { JobProgress } from '../jobs/handler.ts'
import type { DerivativeMaker } from '../jobs/maker.ts'
import { recordingHere } from '../jobs/recording-here.ts'
import { makeDerivative } from '../media/derive.ts'
import type { MediaContext } from '../media/probe.ts'
import { readLevelFile, SOUND_LEVELS } from '../media/recipes/sound-levels.ts'
import { offeredBy } from '../media/recipes/source.ts'
import type { Listened } from './windows.ts'

/** Levels, or why there are none. `error`: what was said of a file that could not be decoded. */
export type Heard = { readonly levels: SoundLevels } | { readonly none: NotSure; readonly error?: string }

export interface Listening {
  /** Levels of a content. Throws `cancelled`, `disk.full`, `media.tool_missing`. */
  heard(contentId: string, signal: AbortSignal): Promise<Heard>
  /** The files of a content; null while one of them is away. */
  files(contentId: string, lively: readonly number[]): Promise<Listened | null>
}

const STOPS = new Set(['cancelled', 'disk.full', 'media.tool_missing'])

interface ListeningDeps {
  readonly maker: DerivativeMaker
  /** Throws `media.tool_missing`. */
  readonly media: () => Promise<MediaContext>
  /** A path that a program can be given as text. */
  readonly asText: (path: string) => string
}

/** Makes it for one job, which is told of every file that is read. Levels are remembered until the job ends. */
export function listening(
  context: EngineContext,
  { maker, media, asText }: ListeningDeps,
  progress: JobProgress,
): Listening {
  const { reader, writer, folder } = context.library
  const known = new Map<string, Heard>()

  async function kept(contentId: string): Promise<SoundLevels | null> {
    const id = newestDerivative(reader, contentId, SOUND_LEVELS)
    const place = id === undefined ? undefined : readDerivative(reader, id)
    if (place === undefined) return null
    try {
      return readLevelFile(await readFile(join(folder.derivatives, place.path), 'utf8'))
    } catch (error) {
      // Removed by hand, cut short, or of another form: it is made anew.
      if (errnoOf(error) !== 'ENOENT')
        context.log.warn({ err: error, contentId }, 'kept sound levels could not be read')
      return null
    }
  }

  async function made(contentId: string, facts: MediaFacts, signal: AbortSignal): Promise<Heard> {
    if (!offeredBy(facts).has('sound')) return { none: 'no-sound' }
    const here = await recordingHere(reader, contentId, progress)
    if (here === undefined) return { none: 'away' }
    const used = [here.input, ...here.pieces, ...here.sounds]
    progress.uses(used)
    const outcome = await makeDerivative(
      {
        recipe: SOUND_LEVELS,
        input: asText(here.input),
        pieces: here.pieces.map(asText),
        sounds: here.sounds.map(asText),
        probe: facts,
        outDir: await maker.folderFor(contentId),
        signal,
      },
      await media(),
    ).catch((error: unknown) => {
      if (!isRushesError(error) || STOPS.has(error.code)) throw error
      return error
    })
    if (isRushesError(outcome)) {
      // A drive that was pulled under the work is no fault of the file.
      const gone =
        used.some(progress.isSuspended) || (await Promise.all(used.map((one) => firstThere([one])))).includes(undefined)
      return gone ? { none: 'away' } : { none: 'unreadable', error: outcome.message }
    }
    upsertDerivative(
      writer,
      { ...maker.entryOf(outcome), contentId, recipe: SOUND_LEVELS, recipeVersion: maker.versionOf(SOUND_LEVELS) },
      context.now(),
    )
    const levels = await kept(contentId)
    return levels === null ? { none: 'unreadable', error: 'What was made of it could not be read back.' } : { levels }
  }

  async function listen(contentId: string, signal: AbortSignal): Promise<Heard> {
    const levels = await kept(contentId)
    if (levels !== null) return { levels }
    const probe = readRecording(reader, contentId)?.probe
    return probe?.ok === true
      ? made(contentId, probe, signal)
      : { none: 'unreadable', error: probe?.reason ?? 'It was not looked into yet.' }
  }

  return {
    async heard(contentId, signal) {
      const found = known.get(contentId) ?? (await listen(contentId, signal))
      known.set(contentId, found)
      return found
    },
    async files(contentId, lively) {
      const here = await recordingHere(reader, contentId, progress)
      if (here === undefined || !here.probe.ok) return null
      const recording = readRecording(reader, contentId)
      const lengths = [contentId, ...(recording?.pieces ?? [])].map((id) => {
        const probe = readProbe(reader, id)
        return probe?.ok === true ? secondsOf(probe) : 0
      })
      const paths = [here.input, ...here.pieces]
      progress.uses([...paths, ...here.sounds])
      return {
        pieces: paths.map((path, at) => ({ path: asText(path), seconds: lengths[at] ?? 0 })),
        sounds: here.sounds.map(asText),
        facts: here.probe,
        lively,
      }
    },
  }
}
