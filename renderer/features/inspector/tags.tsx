/**
 * Tags of one clip or of many: those that only some have are in italics; a press on one gives it to all.
 */
import { X } from 'lucide-react'
import { useState } from 'react'
import type { AssetRow } from '../../../shared/model/asset.ts'
import { cls } from '../../ui/index.ts'
import { useLibrary } from '../library/index.ts'
import { Section } from './section.tsx'

/** Chips and a line for a new one; Enter or a comma ends a tag. */
export function Tags({ rows }: { readonly rows: readonly AssetRow[] }) {
  const { actions } = useLibrary()
  const [draft, setDraft] = useState('')
  const ids = rows.map((row) => row.id)
  const all = [...new Set(rows.flatMap((row) => row.tags))].toSorted((a, b) => a.localeCompare(b))
  const add = (): void => {
    const tags = draft
      .split(',')
      .map((tag) => tag.trim())
      .filter((tag) => tag !== '')
    setDraft('')
    if (tags.length > 0) void actions.tag(ids, tags, [])
  }
  return (
    <Section label="Tags">
      <div className="tags">
        {all.map((tag) => {
          const some = rows.some((row) => !row.tags.includes(tag))
          return (
            <span key={tag} className={cls('tag', some && 'is-some')}>
              {some ? (
                <button
                  type="button"
                  title="Only some have it. Give it to all"
                  onClick={() => void actions.tag(ids, [tag], [])}
                >
                  {tag}
                </button>
              ) : (
                tag
              )}
              <button
                type="button"
                className="tag-remove"
                aria-label={`Remove the tag ${tag}`}
                onClick={() => void actions.tag(ids, [], [tag])}
              >
                <X size={11} />
              </button>
            </span>
          )
        })}
        <input
          className="tag-new"
          aria-label="Add a tag"
          placeholder="Add tag"
          value={draft}
          size={8}
          onBlur={add}
          onChange={(event) => setDraft(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' || event.key === ',') {
              event.preventDefault()
              add()
            }
            const last = all.at(-1)
            if (event.key === 'Backspace' && draft === '' && last !== undefined) void actions.tag(ids, [], [last])
          }}
        />
      </div>
    </Section>
  )
}
