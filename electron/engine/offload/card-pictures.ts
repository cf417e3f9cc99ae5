/**
 * Pictures of a card's clips before it is copied: a few of them, one after the other, so that whoever holds the card sees
 * that it is the right one. They are no derivatives: nothing of them is kept, and the card is only read.
 */
import { lstat, mkdir, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { newId } from '../../../shared/util/ids.ts'
import { groupClips } from '../domain/clips.ts'
import { isShown } from '../domain/spread.ts'
import type { PlannedFile } from '../domain/offload.ts'
import type { EngineContext } from '../context.ts'
import { makeDerivative } from '../media/derive.ts'
import { probeFile, type MediaContext } from '../media/probe.ts'
import { sourcePlace } from './places.ts'
import { plannedFile, walk, type Walked } from './walk.ts'

/** A clip of a card; `id` leads to its picture, null where none could be made. */
export interface CardPicture { readonly name: string; readonly path: string; readonly id: string | null }

export interface CardPictures {
  /** Makes pictures of up to `limit` clips, spread over the card. Ends when they are made, or with the signal. */
  of(sources: readonly string[], limit: number, signal: AbortSignal | undefined): AsyncGenerator<CardPicture, void>
  /** The file of a picture that was made, or undefined. */
  find(id: string): { readonly path: string; readonly mime: string; readonly bytes: number } | undefined
  /** Ends what is being made and removes all of it. */
  close(): Promise<void>
}

/** Pictures that are kept: those of the cards that were looked at last. */
const MOST_KEPT = 200

/** Makes them in a folder of their own below the derivatives, which is emptied at the start: an engine that died leaves it full. */
export function createCardPictures(context: EngineContext, media: () => Promise<MediaContext>, asText: (path: string) => string): CardPictures {
  const folder = join(context.library.folder.derivatives, 'card-pictures')
  const made = new Map<string, { readonly path: string; readonly mime: string; readonly bytes: number }>()
  const stop = new AbortController()
  const ready = rm(folder, { recursive: true, force: true }).catch((error: unknown) => { context.log.warn({ err: error }, 'old pictures of cards could not be removed') })

  async function picture(file: PlannedFile, signal: AbortSignal): Promise<string | null> {
    const input = asText(file.source)
    const tools = await media()
    const probe = await probeFile(input, tools, { signal })
    if (!probe.ok || probe.kind === 'audio' || probe.kind === 'other') return null
    const id = newId()
    const { path, mime, bytes } = await makeDerivative({ recipe: 'poster', input, probe, outDir: join(folder, id), signal }, tools)
    made.set(id, { path, mime, bytes })
    const [oldest] = made.keys()
    if (made.size > MOST_KEPT && oldest !== undefined) {
      made.delete(oldest)
      await rm(join(folder, oldest), { recursive: true, force: true })
    }
    return id
  }

  return {
    async *of(sources, limit, asked) {
      await ready
      const signal = asked === undefined ? stop.signal : AbortSignal.any([asked, stop.signal])
      await mkdir(folder, { recursive: true })
      for (const file of await clipsOf(context, sources, limit, signal)) {
        if (signal.aborted) return
        // A clip without a picture is shown by its name: what is wrong with it is said when it is catalogued.
        const id = await picture(file, signal).catch((error: unknown) => {
          if (!signal.aborted) context.log.debug({ err: error, path: file.path }, 'no picture of a clip on a card')
          return null
        })
        if (signal.aborted) return
        yield { name: basename(file.path), path: file.path, id }
      }
    },
    find: (id) => made.get(id),
    async close() {
      stop.abort()
      await rm(folder, { recursive: true, force: true }).catch((error: unknown) => { context.log.warn({ err: error }, 'pictures of cards could not be removed') })
    },
  }
}

/** Main files of clips with a picture, spread evenly over the card. */
async function clipsOf(context: EngineContext, sources: readonly string[], limit: number, signal: AbortSignal): Promise<PlannedFile[]> {
  const found: Walked = { files: [], directories: [], skipped: [], own: context.own }
  for (const source of sources) {
    const place = await sourcePlace(source)
    if (place.isDirectory) await walk(place.real, basename(place.path), 0, found, signal)
    else found.files.push(plannedFile(`${basename(dirname(place.path))}/${basename(place.path)}`, place.real, await lstat(place.real, { bigint: true })))
  }
  const byPath = new Map(found.files.map((file) => [file.path, file]))
  const pictures = groupClips([...byPath.keys()]).filter(({ kind }) => kind === 'video' || kind === 'still' || kind === 'sequence').flatMap(({ primary }) => byPath.get(primary) ?? [])
  return pictures.filter((_, index) => isShown(index, pictures.length, limit))
}
