/**
 * Drives and watched folders, in one view: what is here, what is on it, and as of when it is true.
 */
import { FolderPlus, HardDrive } from 'lucide-react'
import { useState } from 'react'
import type { Guard, Root } from '../../../shared/model/watching.ts'
import { useResource } from '../../api/index.ts'
import { Button, Empty } from '../../ui/index.ts'
import { countText } from '../../ui/words.ts'
import { BadCopies, ScheduleLine } from '../verification/index.ts'
import { useFolder, useLibrary } from '../library/index.ts'
import { DriveRow } from './drive-row.tsx'
import { GuardSheet } from './guard-sheet.tsx'
import { RootRow } from './root-row.tsx'
import './drives.css'

/** The middle of the window. `onOffload` opens the offload with a card as its source. */
export function DrivesView({ onOffload }: { readonly onOffload: (path: string) => void }) {
  const {
    volumes,
    roots,
    driveVerification,
    actions,
    toasts,
    connection: { client },
  } = useLibrary()
  const drives = useResource(volumes).data
  const sums = useResource(driveVerification).data
  const watched = useResource(roots).data
  const [asking, setAsking] = useState<(Root & { readonly guard: Guard }) | null>(null)
  const folder = useFolder('Choose a folder to watch')
  const add = (path: string): void => {
    void actions.run(async (opId) => {
      const root = await client.roots.add({ opId, path })
      toasts.say(`${root.path} is watched now`)
      void roots.refresh()
    })
  }
  const watchButton = (look: 'plain' | 'quiet') => (
    <Button look={look} icon={<FolderPlus size={15} />} onClick={() => folder.ask(add)}>
      Watch a folder
    </Button>
  )
  const unknown = drives?.length === 0 && watched?.length === 0
  const away = drives?.filter((drive) => !drive.online).length ?? 0
  return (
    <main className="clips" aria-label="Drives and folders">
      <div className="clips-head">
        <h1 className="clips-title cut">Drives and folders</h1>
        <span className="clips-count cut">
          {drives === null || drives.length === 0
            ? ''
            : `${countText(drives.length - away, 'drive')} connected${away > 0 ? `, ${away} offline` : ''}`}
        </span>
        <span className="clips-gap" />
        {!unknown && watchButton('quiet')}
      </div>
      {unknown ? (
        <Empty icon={<HardDrive size={40} strokeWidth={1.1} />} title="No drive is known yet">
          <p>
            A drive appears with the first offload to it, the first folder that is watched on it, or when it looks like
            a card. Nothing on it is moved or changed.
          </p>
          {watchButton('plain')}
        </Empty>
      ) : (
        <div className="drives">
          <BadCopies />
          <section aria-label="All drives">
            <div className="drives-bar">
              <h2 className="drives-head">Drives</h2>
              <ScheduleLine />
            </div>
            <ul>
              {(drives ?? []).map((drive) => (
                <DriveRow
                  key={drive.id}
                  drive={drive}
                  sums={sums?.find(({ volumeId }) => volumeId === drive.id)}
                  onOffload={onOffload}
                />
              ))}
            </ul>
          </section>
          <section aria-label="All watched folders">
            <h2 className="drives-head">Watched folders</h2>
            {watched?.length === 0 && (
              <p className="drives-empty">
                Watch a folder, and the catalogue follows what is added, changed and removed in it. Nothing in it is
                moved or changed.
              </p>
            )}
            <ul>
              {(watched ?? []).map((root) => (
                <RootRow key={root.id} root={root} onAsk={(guard) => setAsking({ ...root, guard })} />
              ))}
            </ul>
          </section>
        </div>
      )}
      {folder.sheet}
      {asking !== null && <GuardSheet root={asking} onClose={() => setAsking(null)} />}
    </main>
  )
}
