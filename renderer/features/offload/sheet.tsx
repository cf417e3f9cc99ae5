/**
 * The offload sheet: one sheet, three moments that don't move, ending in the verdict.
 */
import { useStore } from 'zustand'
import { Button, Sheet } from '../../ui/index.ts'
import { countText, pathParts } from '../../ui/words.ts'
import { FolderChooser, useLibrary } from '../library/index.ts'
import { Go } from './go.tsx'
import { isRunning, type OffloadSheet } from './sheet-store.ts'
import { What } from './what.tsx'
import { Where } from './where.tsx'
import './offload.css'
import './go.css'
import './verdict.css'

/** The sheet, its chooser, and the question after a drop. */
export function OffloadSheets({ sheet }: { readonly sheet: OffloadSheet }) {
  const { open, offload, choosing, plan } = useStore(sheet.store)
  const running = offload !== null && isRunning(offload)
  return (
    <>
      <Sheet
        open={open}
        size="large"
        title={offload?.name ?? plan?.name ?? 'Offload'}
        onClose={() => sheet.putAway()}
        closeLabel={running ? 'Hide, it keeps running' : 'Close'}
        aside={running ? 'Keeps running in the background' : offload === null ? 'Verified copy of a card' : ''}
      >
        <div className="moments">
          <What sheet={sheet} />
          <Where sheet={sheet} />
          <Go sheet={sheet} />
        </div>
      </Sheet>
      {choosing !== null && (
        <FolderChooser
          title={choosing === 'source' ? 'Choose a card or folder' : 'Choose where the copies go'}
          onChoose={(path) => sheet.chosen(path)}
          onClose={() => sheet.closeChooser()}
        />
      )}
      <DropQuestion sheet={sheet} />
    </>
  )
}

/** What to do with what was dropped; a browser that hides the paths says so. */
function DropQuestion({ sheet }: { readonly sheet: OffloadSheet }) {
  const { platform } = useLibrary()
  const dropped = useStore(sheet.store, (state) => state.dropped)
  if (dropped === null) return null
  const close = (): void => sheet.drop(null)
  const begin = (): void => {
    close()
    sheet.begin(dropped)
  }
  if (dropped.length === 0 && !platform.native) {
    return (
      <Sheet open size="small" title="A browser hides where files are stored" onClose={close}>
        <div className="question">
          <p>
            Rushes copies on the machine its engine runs on, and needs the folder’s path there. Choose the card from the
            list instead.
          </p>
          <div className="question-buttons">
            <Button onClick={close}>Cancel</Button>
            <Button look="primary" onClick={begin}>
              Choose a card
            </Button>
          </div>
        </div>
      </Sheet>
    )
  }
  const [first] = dropped
  const what = dropped.length === 1 && first !== undefined ? pathParts(first).name : countText(dropped.length, 'item')
  return (
    <Sheet open size="small" title={what} onClose={close}>
      <div className="question">
        <button type="button" className="question-choice" onClick={begin}>
          <span className="question-word">Copy verified</span>
          <span className="dim">To one or more drives, read back, sealed with an ASC MHL</span>
        </button>
        <button type="button" className="question-choice" onClick={() => void sheet.catalogue(dropped)}>
          <span className="question-word">Catalogue in place</span>
          <span className="dim">Adds them to the library; files stay where they are</span>
        </button>
      </div>
    </Sheet>
  )
}
