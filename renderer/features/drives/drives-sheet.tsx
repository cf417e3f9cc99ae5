/**
 * Drives and watched folders, in one place: what is here, what is on it, and as of when it is true.
 */
import { FolderPlus } from 'lucide-react'
import { useState } from 'react'
import type { Guard, Root } from '../../../shared/model/watching.ts'
import { useResource } from '../../api/index.ts'
import { Button, Sheet } from '../../ui/index.ts'
import { countText } from '../../ui/words.ts'
import { useFolder, useLibrary } from '../library/index.ts'
import { DriveRow } from './drive-row.tsx'
import { GuardSheet } from './guard-sheet.tsx'
import { RootRow } from './root-row.tsx'
import './drives.css'

/** The sheet. `onOffload` opens the offload with a card as its source. */
export function DrivesSheet({ open, onClose, onOffload }: { readonly open: boolean; readonly onClose: () => void; readonly onOffload: (path: string) => void }) {
  const { volumes, roots, actions, toasts, connection: { client } } = useLibrary()
  const drives = useResource(volumes).data ?? []
  const watched = useResource(roots).data
  const [asking, setAsking] = useState<(Root & { readonly guard: Guard }) | null>(null)
  const folder = useFolder('Choose a folder to watch')
  const add = (path: string): void => {
    void actions.run(async (opId) => {
      const root = await client.roots.add({ opId, path })
      toasts.say(`${root.path} is watched now`)
      roots.refresh()
    })
  }
  const away = drives.filter((drive) => !drive.online).length
  return (
    <Sheet open={open} size="large" title="Drives and folders" aside={<span className="dim">{countText(drives.length - away, 'drive')} here{away > 0 ? `, ${away} away` : ''}</span>} onClose={onClose}>
      <div className="drives">
        <section aria-label="Drives">
          <h2 className="drives-head">Drives</h2>
          {drives.length === 0 && <p className="drives-empty">A drive appears here with the first offload to it, the first folder that is watched on it, or when it looks like a card.</p>}
          <ul>{drives.map((drive) => <DriveRow key={drive.id} drive={drive} onClose={onClose} onOffload={onOffload} />)}</ul>
        </section>
        <section aria-label="Watched folders">
          <div className="drives-head-row">
            <h2 className="drives-head">Watched folders</h2>
            <Button look="quiet" icon={<FolderPlus size={14} />} onClick={() => folder.ask(add)}>Watch a folder</Button>
          </div>
          {watched?.length === 0 && <p className="drives-empty">Watch a folder, and what comes, changes and goes in it is in the catalogue by itself. Nothing in it is moved or changed.</p>}
          <ul>{(watched ?? []).map((root) => <RootRow key={root.id} root={root} onAsk={(guard) => setAsking({ ...root, guard })} />)}</ul>
        </section>
      </div>
      {folder.sheet}
      {asking !== null && <GuardSheet root={asking} onClose={() => setAsking(null)} />}
    </Sheet>
  )
}
