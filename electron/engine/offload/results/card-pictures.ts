/**
 * Pictures of a card's clips before it is copied: a few of them, one after the other, so that whoever holds the card
 * sees that it is the right one. They are no derivatives: nothing of them is kept, and the card is only read.
 */
import { mkdir, rm } from 'node:fs/promises'
import { basename, isAbsolute, join } from 'node:path'
import { RushesError } from '../../../../shared/model/errors.ts'
import { newId } from '../../../../shared/util/ids.ts'
import { hasLoneBytes, shownPath } from '../../domain/byte-names.ts'
import { groupClips } from '../../domain/media/clips.ts'
import { DEFAULT_CUT_OFF } from '../../domain/shooting-day.ts'
import { isShown } from '../../domain/sync/spread.ts'
import { isSystemView } from '../../domain/volumes/volume.ts'
import type { PlannedFile } from '../../domain/offload/offload.ts'
import type { EngineContext } from '../../context.ts'
import { makeDerivative } from '../../media/derive.ts'
import { probeFile, type MediaContext } from '../../media/probe.ts'
import { identifyVolume } from '../../volumes/identify.ts'
import { gather } from '../plan/gather.ts'
import { sourcePlace } from '../plan/places.ts'

/** A clip of a card; `id` leads to its picture, null where none could be made. */
interface CardPicture {
  readonly name: string
  readonly path: string
  readonly id: string | null
}

export interface CardPictures {
  /** Makes pictures of up to `limit` clips, spread over the card. Ends when they are made, or with the signal. */
  of(sources: readonly string[], limit: number, signal: AbortSignal | undefined): AsyncGenerator<CardPicture, void>
  /** The file of a picture that was made, or undefined. */
  find(id: string): { readonly path: string; readonly mime: string; readonly bytes: number } | undefined
  /** Ends what is being made and removes all of it. */
  close(): Promise<void>
}

/** Pictures that are kept: those of the cards that were looked at last. */
const MAX_KEPT = 200

/**
 * Makes them in a folder of their own below the derivatives, which is emptied at the start: an engine that died leaves
 * it full.
 */
export function createCardPictures(
  context: EngineContext,
  media: () => Promise<MediaContext>,
  asText: (path: string) => string,
): CardPictures {
  const folder = join(context.library.folder.derivatives, 'card-pictures')
  const made = new Map<string, { readonly path: string; readonly mime: string; readonly bytes: number }>()
  const stop = new AbortController()
  const ready = rm(folder, { recursive: true, force: true }).catch((error: unknown) => {
    context.log.warn({ err: error }, 'old pictures of cards could not be removed')
  })

  async function picture(file: PlannedFile, signal: AbortSignal): Promise<string | null> {
    // A disk path; `asText` takes a shown one. A name that is text is its own.
    const input = hasLoneBytes(file.source) ? asText(shownPath(file.source)) : file.source
    const tools = await media()
    const probe = await probeFile(input, tools, { signal })
    if (!probe.ok || probe.kind === 'audio' || probe.kind === 'other') return null
    const id = newId()
    const { path, mime, bytes } = await makeDerivative(
      { recipe: 'poster', input, probe, outDir: join(folder, id), signal },
      tools,
    )
    made.set(id, { path, mime, bytes })
    const [oldest] = made.keys()
    if (made.size > MAX_KEPT && oldest !== undefined) {
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
      await rm(folder, { recursive: true, force: true }).catch((error: unknown) => {
        context.log.warn({ err: error }, 'pictures of cards could not be removed')
      })
    },
  }
}

/** Main files of clips with a picture, spread evenly over the card. Throws as `filesOf` does. */
async function clipsOf(
  context: EngineContext,
  sources: readonly string[],
  limit: number,
  signal: AbortSignal,
): Promise<PlannedFile[]> {
  const byPath = new Map<string, PlannedFile>()
  for (const source of sources) for (const file of await filesOf(context, source, signal)) byPath.set(file.path, file)
  const pictures = groupClips([...byPath.keys()])
    .filter(({ kind }) => kind === 'video' || kind === 'still' || kind === 'sequence')
    .flatMap(({ primary }) => byPath.get(primary) ?? [])
  return pictures.filter((_, index) => isShown(index, pictures.length, limit))
}

/**
 * The files of a source, where it is one that could be offloaded: whoever may look may not see more than whoever
 * copies.
 * @throws RushesError `usage` for a path that is not whole, a view of the system, the library and what holds one;
 *   `source.missing` or `source.unreadable`
 */
async function filesOf(context: EngineContext, source: string, signal: AbortSignal): Promise<readonly PlannedFile[]> {
  if (!isAbsolute(source))
    throw new RushesError('usage', `${source} is not a full path. Name the card from the root of its drive.`, {
      path: source,
    })
  const place = await sourcePlace(source)
  await context.own.refuse(place.path, 'can’t be offloaded')
  const { fsType } = await identifyVolume(place.real)
  if (isSystemView(fsType))
    throw new RushesError(
      'usage',
      `${place.path} is a view of the system (${fsType}), not a card, and holds no media. Choose a card or a folder.`,
      { path: place.path },
    )
  const { found } = await gather(
    [place],
    [],
    null,
    {
      template: null,
      values: {},
      folders: null,
      reserved: [],
      cutOffMinutes: DEFAULT_CUT_OFF,
      now: new Date(context.now()),
      own: context.own,
    },
    signal,
  )
  return found.files
}
