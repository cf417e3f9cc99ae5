/**
 * A tile: the picture first, then one line of name, one of facts, and at most four marks, always in the same place.
 */
// An option with a picture in it has no element of its own in HTML.
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import { Layers2, MessageSquare } from 'lucide-react'
import { memo, useRef, useState, type DragEvent, type MouseEvent } from 'react'
import { clipCopiesText } from '../../../shared/copies/words.ts'
import type { AssetRow } from '../../../shared/model/asset.ts'
import { visible } from '../../../shared/util/visible.ts'
import { cls, CopyDots, GivenStars, Mark } from '../../ui/index.ts'
import { formatText, lengthText, slateText } from '../library/index.ts'
import { INSET } from './geometry.ts'
import { Picture } from './picture.tsx'
import { Strip } from './strip.tsx'

interface TileProps {
  readonly row: AssetRow
  readonly index: number
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly selected: boolean
  readonly focused: boolean
  /** What is said of it in the collection that is shown; null where none is. */
  readonly note: string | null
  /** What two people changed differently, in words; null where nobody did. */
  readonly conflict: string | null
  readonly onPress: (index: number, event: MouseEvent) => void
  readonly onOpen: (id: string) => void
  readonly onDrag: (id: string, event: DragEvent) => void
  /** True where what is held over this tile may be let go before it. */
  readonly onHold: (event: DragEvent) => boolean
  readonly onDropBefore: (id: string, event: DragEvent) => void
}

/** One tile of the grid. */
export const Tile = memo(function Tile({
  row,
  index,
  x,
  y,
  width,
  height,
  selected,
  focused,
  note,
  conflict,
  onPress,
  onOpen,
  onDrag,
  onHold,
  onDropBefore,
}: TileProps) {
  const [over, setOver] = useState<number | null>(null)
  const [held, setHeld] = useState(false)
  const pointer = useRef(0)
  const wait = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  const pictureWidth = width - 2 * INSET
  const pictureHeight = Math.round((pictureWidth * 9) / 16)
  const narrow = width < 170
  const slate = slateText(row)
  const facts = [row.startTimecode, lengthText(row)].filter(Boolean)
  return (
    // The grid as a whole has the focus and hears the keys; a tile only takes the press.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
    <div
      id={`clip-${row.id}`}
      className={cls(
        'tile',
        selected && 'is-selected',
        focused && 'is-focused',
        row.noGood && 'is-no-good',
        held && 'is-before',
      )}
      style={{ translate: `${x}px ${y}px`, width, height }}
      role="option"
      aria-selected={selected}
      aria-label={spoken(row)}
      data-id={row.id}
      data-index={index}
      draggable
      onMouseDown={(event) => {
        if (event.button === 2 && !selected) onPress(index, event)
      }}
      onClick={(event) => onPress(index, event)}
      onDoubleClick={() => onOpen(row.id)}
      onDragStart={(event) => onDrag(row.id, event)}
      onDragOver={(event) => {
        if (onHold(event) !== held) setHeld(!held)
      }}
      onDragLeave={() => setHeld(false)}
      onDrop={(event) => {
        setHeld(false)
        onDropBefore(row.id, event)
      }}
      // A strip is only asked for when the pointer rests: a quick way across the grid costs nothing.
      onPointerMove={(event) => {
        const box = event.currentTarget.getBoundingClientRect()
        pointer.current = (event.clientX - box.left - INSET) / (box.width - 2 * INSET)
      }}
      onPointerEnter={() => {
        wait.current = setTimeout(() => setOver(pointer.current), 60)
      }}
      onPointerLeave={() => {
        clearTimeout(wait.current)
        setOver(null)
      }}
    >
      <div className="tile-picture" style={{ width: pictureWidth, height: pictureHeight }}>
        <Picture row={row} iconSize={narrow ? 20 : 28} />
        {row.log !== null && over === null && !narrow && (
          <span
            className="log-badge tile-log"
            title={`${row.log}, shown as it was recorded. The inspector converts it.`}
          >
            {row.log}
          </span>
        )}
        {over !== null && row.derivatives.filmstrip !== null && (
          <Strip row={row} width={pictureWidth} height={pictureHeight} start={over} />
        )}
      </div>
      <div className="tile-line">
        <span className="tile-name cut">{visible(row.name)}</span>
        {row.noGood && <span className="no-good">NG</span>}
        {row.circled && (
          <span className={cls('circled', row.take === null && 'is-bare')} role="img" aria-label="Circled">
            {row.take}
          </span>
        )}
        <GivenStars value={row.rating} />
      </div>
      <div className="tile-line tile-facts">
        <span className="cut tile-fact">
          {narrow ? (
            ''
          ) : facts.length > 0 ? (
            <>
              <span className="mono">{facts[0]}</span>
              {facts[1] !== undefined && <span className="tile-length">{facts[1]}</span>}
            </>
          ) : (
            formatText(row) || kindWord(row)
          )}
        </span>
        {!narrow && width > 250 && slate !== '' && <span className="tile-slate">{slate}</span>}
        <span className="tile-marks">
          {row.versions > 1 && (
            <span
              className="tile-notes"
              role="img"
              aria-label={`${row.versions} versions`}
              title={`${row.versions} versions`}
            >
              <Layers2 size={11} />
              {row.versions}
            </span>
          )}
          {row.notes > 0 && (
            <span className="tile-notes" role="img" aria-label={`${row.notes} ${row.notes === 1 ? 'note' : 'notes'}`}>
              <MessageSquare size={11} />
              {row.notes}
            </span>
          )}
          {conflict !== null && <Mark name="attention" size={12} label={conflict} />}
          {row.state === 'offline' && <Mark name="offline" size={12} label="Offline: its drive is not connected" />}
          {row.state === 'missing' && (
            <Mark name="missing" size={12} label="Missing: the drive is connected, the file is not on it" />
          )}
          {row.broken !== null && <Mark name="broken" size={12} label={row.broken} />}
          {row.broken === null && row.unsupported !== null && (
            <Mark name="attention" size={12} label={row.unsupported} />
          )}
          {row.work === 'failed' && row.broken === null && row.unsupported === null && (
            <Mark name="attention" size={12} label="Its proxy or pictures could not be made; see the activity" />
          )}
          <CopyDots
            copies={row.copies}
            verified={row.verification === 'verified'}
            failed={row.verification === 'failed'}
          />
        </span>
      </div>
      {note !== null && (
        <div className="tile-line tile-said">
          <span className="cut" title={note === '' ? undefined : visible(note)}>
            {visible(note)}
          </span>
        </div>
      )}
    </div>
  )
})

function kindWord(row: AssetRow): string {
  return row.kind.charAt(0).toUpperCase() + row.kind.slice(1)
}

function spoken(row: AssetRow): string {
  return [
    visible(row.name),
    slateText(row) === '' ? null : `slate ${slateText(row)}`,
    row.circled ? 'circled' : null,
    row.noGood ? 'no good' : null,
    row.rating > 0 ? `${row.rating} stars` : null,
    row.log === null ? null : `${row.log}, not converted`,
    row.state === 'present' ? null : row.state,
    clipCopiesText(row),
  ]
    .filter((part) => part !== null)
    .join(', ')
}
