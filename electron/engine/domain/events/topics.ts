/**
 * What a window has to read again after an event. Pure. What the log tells is never forgotten by a window, whatever
 * part of the engine wrote it.
 */
import type { LibraryEvent } from '../../../../shared/model/events.ts'
import { TOPICS, type Topic } from '../../../../shared/model/work.ts'

interface Stale {
  readonly topics: readonly Topic[]
  /** Ids of clips; null when they are many, or not known. */
  readonly ids: readonly string[] | null
}

/** `topicsOfEntities` are those of the entities that an event names. */
export function staleAfter({ kind, data }: LibraryEvent, topicsOfEntities: (ids: readonly string[]) => Topic[]): Stale {
  switch (kind) {
    case 'offload.began':
      return { topics: ['offloads'], ids: [] }
    case 'offload.ended':
      return { topics: ['offloads', 'volumes', 'assets'], ids: null }
    case 'files.ingested':
      return { topics: ['assets', 'jobs', 'volumes'], ids: clipsOf(data) }
    case 'assets.changed':
      return { topics: ['assets'], ids: clipsOf(data) }
    case 'entities.changed':
      return { topics: topicsOfEntities(textsOf(data['entities'])), ids: [] }
    case 'look.changed':
      return { topics: ['assets', 'jobs'], ids: textsOf([data['id']]) }
    case 'version.added':
      return { topics: ['assets'], ids: textsOf([data['assetId']]) }
    case 'copy.bad':
    case 'copy.repaired':
    case 'copy.missing':
      return { topics: ['assets', 'volumes'], ids: null }
    case 'drive.came':
    case 'drive.went':
      return { topics: ['volumes', 'assets', 'roots'], ids: null }
    case 'job.failed':
      return { topics: ['jobs'], ids: [] }
    case 'remote.changed':
      return { topics: ['sync'], ids: [] }
    case 'settings.changed':
      return { topics: ['settings'], ids: [] }
    case 'project.changed':
      return { topics: ['project', 'assets'], ids: null }
    case 'gap':
      return { topics: TOPICS, ids: null }
  }
}

/** The clips that an event names, when it names all of them. */
function clipsOf(data: LibraryEvent['data']): readonly string[] | null {
  const ids = textsOf(data['ids'])
  return ids.length === data['count'] ? ids : null
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []
}
