/**
 * Chooses a folder of the engine's machine, where a browser has no dialog for it.
 */
import { ChevronLeft, Folder, HardDrive, House } from 'lucide-react'
import { useEffect, useState } from 'react'
import { toRushesError } from '../../../shared/contract/client.ts'
import { Button, IconButton, Sheet } from '../../ui/index.ts'
import { bytesText } from '../../ui/words.ts'
import { useLibrary } from './services.tsx'
import './folder-chooser.css'

interface Places {
  readonly path: string | null
  readonly parent: string | null
  readonly places: readonly {
    readonly path: string
    readonly name: string
    readonly kind: 'home' | 'volume' | 'folder'
    readonly free: number | null
  }[]
  readonly truncated: boolean
}

const ICONS = { home: House, volume: HardDrive, folder: Folder } as const

/** A small sheet over the sheet. */
export function FolderChooser({
  title,
  onChoose,
  onClose,
}: {
  readonly title: string
  readonly onChoose: (path: string) => void
  readonly onClose: () => void
}) {
  const {
    connection: { client },
  } = useLibrary()
  // Asked for again when Enter is pressed on the same path: the folder may have come since.
  const [asked, setAsked] = useState<{ readonly path: string | null }>({ path: null })
  const [shown, setShown] = useState<(Places & { readonly asked: object }) | null>(null)
  // What a person types stays theirs: an answer that comes late must not wipe it out.
  const [typed, setTyped] = useState<string | null>(null)
  const [error, setError] = useState<string | null>(null)
  useEffect(() => {
    let current = true
    const open = (next: Places): void => {
      if (!current) return
      setShown({ ...next, asked })
      if (next.path !== null) setTyped(null)
      setError(null)
    }
    client.places.list({ path: asked.path }).then(open, (thrown: unknown) => {
      if (current) setError(toRushesError(thrown).message)
    })
    return () => {
      current = false
    }
  }, [client, asked])
  const setPath = (path: string | null): void => setAsked({ path })
  const written = typed ?? shown?.path ?? ''
  // What is chosen is what is written: not the folder before, while the next one is typed or on its way.
  const settled = shown !== null && shown.asked === asked && shown.path !== null && typed === null && error === null
  return (
    <Sheet open size="small" title={title} onClose={onClose}>
      <div className="chooser-bar">
        <IconButton
          label="Up"
          disabled={shown === null || shown.path === null}
          icon={<ChevronLeft size={16} />}
          onClick={() => setPath(shown?.parent ?? null)}
        />
        <input
          className="field chooser-path mono"
          data-first
          aria-label="Path"
          value={written}
          placeholder="Path on the engine’s machine"
          spellCheck={false}
          onChange={(event) => setTyped(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && written.trim() !== '') setPath(written.trim())
          }}
        />
      </div>
      <ul className="chooser-list">
        {shown?.places.map((place) => {
          const Icon = ICONS[place.kind]
          return (
            <li key={place.path}>
              <button type="button" className="chooser-place" onClick={() => setPath(place.path)}>
                <Icon size={15} strokeWidth={1.5} aria-hidden="true" />
                <span className="cut">{place.name}</span>
                {place.free !== null && <span className="dim chooser-free">{bytesText(place.free)} free</span>}
              </button>
            </li>
          )
        })}
        {shown !== null && shown.places.length === 0 && <li className="chooser-none">No folders in here.</li>}
        {shown?.truncated === true && <li className="chooser-none">There are more; type the path above.</li>}
      </ul>
      <footer className="chooser-foot">
        <span className="chooser-said" role="alert">
          {error}
        </span>
        <Button onClick={onClose}>Cancel</Button>
        <Button
          look="primary"
          disabled={!settled}
          onClick={() => {
            if (shown?.path != null) onChoose(shown.path)
          }}
        >
          Choose this folder
        </Button>
      </footer>
    </Sheet>
  )
}
