/**
 * Notes: on a frame of the clip, or on the whole of it. A press on the timecode goes there.
 */
import { Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { AssetDetail } from '../../../shared/model/asset.ts'
import { Editable, IconButton, useNow } from '../../ui/index.ts'
import { momentText } from '../../ui/words.ts'
import { useLibrary } from '../library/index.ts'
import { Section } from './section.tsx'

/** The list, in the order of the clip, and a line for a new one. */
export function Notes({
  detail,
  onSeek,
}: {
  readonly detail: AssetDetail
  readonly onSeek: (id: string, frame: number) => void
}) {
  const { actions } = useLibrary()
  const [draft, setDraft] = useState('')
  const now = useNow()
  const notes = detail.noteList.toSorted((a, b) => (a.frame ?? -1) - (b.frame ?? -1) || a.createdAt - b.createdAt)
  const add = async (): Promise<void> => {
    const text = draft.trim()
    // The text stays when the engine couldn't take it.
    if (text !== '' && (await actions.note(detail.id, null, text))) setDraft('')
  }
  return (
    <Section label="Notes">
      <ul className="notes">
        {notes.map((note) => (
          <li key={note.id} className="note">
            <div className="note-head">
              {note.frame === null ? (
                <span className="dim">Whole clip</span>
              ) : (
                <button
                  type="button"
                  className="note-time mono"
                  aria-label={`Go to ${note.timecode ?? note.frame}`}
                  onClick={() => onSeek(detail.id, note.frame!)}
                >
                  {note.timecode ?? note.frame}
                </button>
              )}
              <span className="dim cut">
                {note.author} · {momentText(note.createdAt, now)}
              </span>
              <IconButton
                className="note-remove"
                label="Remove the note"
                icon={<Trash2 size={13} />}
                onClick={() => void actions.removeNote(note.id)}
              />
            </div>
            <Editable
              label="Note"
              value={note.text}
              multiline
              onSave={(text) => {
                if (text !== '') void actions.editNote(note.id, text)
              }}
            />
          </li>
        ))}
      </ul>
      <input
        className="field note-new"
        aria-label="New note on the whole clip"
        placeholder="Note on the whole clip"
        value={draft}
        onChange={(event) => setDraft(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') void add()
        }}
      />
    </Section>
  )
}
