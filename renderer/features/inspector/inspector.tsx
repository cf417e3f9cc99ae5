/**
 * The inspector: everything that is known of what is selected.
 */
import { useMemo } from 'react'
import { useStore } from 'zustand'
import type { AssetRow } from '../../../shared/model/asset.ts'
import { whyNoLook } from '../../../shared/model/look-applies.ts'
import type { Conflict } from '../../../shared/model/sync.ts'
import { useResource } from '../../api/index.ts'
import { Editable, Mark } from '../../ui/index.ts'
import { bytesText, countText } from '../../ui/words.ts'
import { Picture } from '../grid/index.ts'
import { formatText, lengthText, useLibrary, useSelection } from '../library/index.ts'
import { ClipConflicts, ConflictMark, useConflicts } from '../sync/index.ts'
import { Versions } from '../versions/index.ts'
import { Colour, ColourOfMany } from './colour.tsx'
import { Copies } from './copies.tsx'
import { Frames } from './frames.tsx'
import { InCollections } from './in-collections.tsx'
import { Notes } from './notes.tsx'
import { Poster } from './poster.tsx'
import { Row, Section } from './section.tsx'
import { Marks, Slate } from './slate.tsx'
import { Tags } from './tags.tsx'
import { Troubles } from './troubles.tsx'
import './inspector.css'

/** `only` shows this clip whatever is selected (the player's). */
export function Inspector({
  only,
  onSeek,
}: {
  readonly only: string | null
  readonly onSeek: (id: string, frame: number) => void
}) {
  const ids = useSelection((selection) => selection.ids)
  const shown = only === null ? [...ids] : [only]
  const [first] = shown
  return (
    <div className="inspector">
      {first === undefined ? (
        <Overview />
      ) : shown.length === 1 ? (
        <One key={first} id={first} playing={only !== null} onSeek={onSeek} />
      ) : (
        <Many ids={shown} />
      )}
    </div>
  )
}

function Overview() {
  const { pages } = useLibrary()
  const { total, bytes } = useStore(pages.store)
  return (
    <div className="in-overview">
      <p>Nothing selected</p>
      {total !== null && total > 0 && (
        <p className="dim">
          {countText(total, 'clip')}, {bytesText(bytes)}
        </p>
      )}
    </div>
  )
}

const NO_CONFLICTS: readonly Conflict[] = []

function One({
  id,
  playing,
  onSeek,
}: {
  readonly id: string
  readonly playing: boolean
  readonly onSeek: (id: string, frame: number) => void
}) {
  const { detail, pages, actions } = useLibrary()
  const { data, error } = useResource(detail(id))
  const conflicts = useConflicts().get(id) ?? NO_CONFLICTS
  const row = useStore(pages.store, () => pages.find(id)?.row) ?? data
  if (row === null)
    return (
      <div className="in-overview">
        <p className="dim">{error === null ? '' : error.message}</p>
      </div>
    )
  const rows = [row]
  const groups = data === null ? [] : [...new Set(data.facts.map((fact) => fact.group))]
  return (
    <div className="in-scroll">
      <Poster row={row} detail={data} compares={!playing} />
      <div className="in-top">
        <Editable
          className="in-name"
          label="Name"
          value={row.name}
          onSave={(text) => {
            if (text !== '') void actions.set([id], { name: text })
          }}
        />
        <p className="in-line">
          {[formatText(row), lengthText(row), bytesText(row.bytes)].filter(Boolean).join(' · ')}
        </p>
        <ConflictMark conflicts={conflicts} fields={['name']} />
        <Marks rows={rows} />
        <ConflictMark conflicts={conflicts} fields={['rating', 'circled', 'noGood']} named />
      </div>
      <ClipConflicts conflicts={conflicts} />
      {data === null ? <Unread row={row} /> : <Troubles troubles={data.troubles} />}
      <Section label="Slate">
        <Slate rows={rows} conflicts={conflicts} />
        <ConflictMark conflicts={conflicts} fields={['description']} named />
        {data !== null && (
          <Editable
            label="Description"
            multiline
            value={data.description}
            placeholder="Description"
            onSave={(text) => void actions.set([id], { description: text })}
          />
        )}
      </Section>
      {data !== null && (
        <>
          <Notes detail={data} onSeek={onSeek} />
          <Copies detail={data} />
          {/* A stack is looked at often, a single version hardly ever. */}
          {data.versionList.length > 1 && <Versions key={id} detail={data} />}
          {data.colour !== null && <Colour id={id} chain={data.colour} look={row.look} refusal={whyNoLook(row)} />}
          {data.frames !== null && <Frames frames={data.frames} />}
          <Tags rows={rows} />
          <InCollections detail={data} />
          {groups.map((group) => (
            <Section key={group} label={group}>
              {data.facts
                .filter((fact) => fact.group === group)
                .map((fact) => (
                  <Row key={fact.label} label={fact.label}>
                    {fact.value}
                  </Row>
                ))}
            </Section>
          ))}
          {data.versionList.length === 1 && <Versions key={id} detail={data} />}
        </>
      )}
    </div>
  )
}

/** Why it can't be read, while no more is known of it. */
function Unread({ row }: { readonly row: AssetRow }) {
  const said = row.broken ?? row.unsupported
  if (said === null) return null
  return (
    <p className="in-said">
      <Mark name={row.broken === null ? 'attention' : 'broken'} size={14} />
      <span className="selectable">{said}</span>
    </p>
  )
}

/** Kinds that have a picture. */
const SEEN: ReadonlySet<AssetRow['kind']> = new Set(['video', 'still', 'sequence'])

/** More rows than these are not gathered for "Mixed": the first ones tell enough. */
const MAX_COMPARED = 2000

function Many({ ids }: { readonly ids: readonly string[] }) {
  const { pages } = useLibrary()
  const state = useStore(pages.store, (now) => now.pages)
  const known = useMemo(() => {
    const wanted = new Set(ids.slice(0, MAX_COMPARED))
    return [...state.values()].flat().filter((row) => wanted.has(row.id))
  }, [ids, state])
  const [first] = known
  if (first === undefined)
    return (
      <div className="in-overview">
        <p>{countText(ids.length, 'clip')}</p>
      </div>
    )
  // Clips that are out of sight count too: their values are not known here, so the same change goes to every id.
  const rows: AssetRow[] =
    known.length === ids.length
      ? known
      : [...known, ...ids.filter((id) => !known.some((row) => row.id === id)).map((id) => ({ ...first, id }))]
  const bytes = known.reduce((sum, row) => sum + row.bytes, 0)
  return (
    <div className="in-scroll">
      <div className="in-stack" aria-hidden="true">
        {known.slice(0, 4).map((row) => (
          <div key={row.id} className="in-stack-one">
            <Picture row={row} iconSize={20} />
          </div>
        ))}
      </div>
      <div className="in-top">
        <p className="in-name-many">{countText(ids.length, 'clip')}</p>
        <p className="in-line">
          {bytesText(bytes)}
          {known.length < ids.length ? ' in those in sight' : ''}
        </p>
        <Marks rows={rows} />
      </div>
      <Section label="Slate">
        <Slate rows={rows} />
      </Section>
      {known.some((row) => SEEN.has(row.kind)) && <ColourOfMany ids={ids} rows={known} />}
      <Tags rows={rows} />
    </div>
  )
}
