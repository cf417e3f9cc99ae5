/**
 * Some clips of the card as pictures, before anything is copied: the right card is recognised at a glance.
 */
import { Film } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { EngineClient } from '../../../shared/contract/client.ts'
import { useLibrary } from '../library/index.ts'
import { visible } from '../../../shared/util/visible.ts'
import './card-pictures.css'

/** So many are shown: two rows of four. */
const SHOWN = 8

interface Picture {
  readonly name: string
  readonly path: string
  readonly id: string | null
}

/** The strip; `clips` is how many the card has, so that the room is there before the pictures are. */
export function CardPictures({ sources, clips }: { readonly sources: readonly string[]; readonly clips: number }) {
  const {
    connection: { client },
    platform,
  } = useLibrary()
  const key = sources.join('\n')
  const [shown, setShown] = useState<{
    readonly key: string
    readonly pictures: readonly Picture[]
    readonly done: boolean
  }>({ key, pictures: [], done: false })
  useEffect(() => {
    const stop = new AbortController()
    const tell = (pictures: readonly Picture[], done: boolean): void => {
      if (!stop.signal.aborted) setShown({ key, pictures, done })
    }
    // The plan says what is wrong with a card; without pictures it is copied all the same.
    followPictures(client, key.split('\n'), tell, stop.signal).catch(() => {
      if (!stop.signal.aborted) setShown((before) => ({ ...before, key, done: true }))
    })
    return () => stop.abort()
  }, [client, key])
  const own = shown.key === key ? shown : { pictures: [], done: false }
  const waiting = own.done ? 0 : Math.max(0, Math.min(SHOWN, clips) - own.pictures.length)
  if (own.pictures.length + waiting === 0) return null
  return (
    <ul className="card-pictures" aria-label="Some of its clips">
      {own.pictures.map(({ name, path, id }) => (
        <li key={path} title={visible(path)}>
          <span className="card-picture">
            {id === null ? (
              <Film size={16} strokeWidth={1.25} aria-hidden="true" />
            ) : (
              <img src={platform.mediaUrl(id)} alt="" decoding="async" />
            )}
          </span>
          <span className="card-picture-name">{visible(name)}</span>
        </li>
      ))}
      {Array.from({ length: waiting }, (_, index) => (
        <li key={`waiting ${index}`} aria-hidden="true">
          <span className="card-picture" />
          <span className="card-picture-name">{'\u00a0'}</span>
        </li>
      ))}
    </ul>
  )
}

/** Tells the pictures as they are made, and that no more come. Throws what the engine answers. */
async function followPictures(
  client: EngineClient,
  sources: string[],
  tell: (pictures: readonly Picture[], done: boolean) => void,
  signal: AbortSignal,
): Promise<void> {
  const pictures: Picture[] = []
  for await (const one of await client.offloads.pictures({ sources, limit: SHOWN }, { signal })) {
    pictures.push(one)
    tell([...pictures], false)
  }
  tell(pictures, true)
}
