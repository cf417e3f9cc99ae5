/**
 * Asks for a folder: by the system's dialog in the desktop app, by a sheet of our own in a browser.
 */
import { useState, type ReactNode } from 'react'
import { FolderChooser } from './folder-chooser.tsx'
import { useLibrary } from './services.tsx'

/** `ask` calls back with the folder that was chosen, and never when none was. `sheet` has to be rendered. */
export function useFolder(title: string): {
  readonly ask: (onChoose: (path: string) => void) => void
  readonly sheet: ReactNode
} {
  const { platform } = useLibrary()
  const [asked, setAsked] = useState<{ readonly onChoose: (path: string) => void } | null>(null)
  return {
    ask: (onChoose) => {
      if (platform.chooseFolder === null) {
        setAsked({ onChoose })
        return
      }
      void platform.chooseFolder({ title, button: 'Choose' }).then(([path]) => {
        if (path !== undefined) onChoose(path)
        return undefined
      })
    },
    sheet:
      asked === null ? null : (
        <FolderChooser
          title={title}
          onClose={() => setAsked(null)}
          onChoose={(path) => {
            setAsked(null)
            asked.onChoose(path)
          }}
        />
      ),
  }
}
