/**
 * The columns of the list, with the names the trade gives them.
 */
// Signs made of text carry a name.
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import type { ReactNode } from 'react'
import { clipCheckText } from '../../../shared/copies/words.ts'
import type { AssetChanges, AssetRow, Sort } from '../../../shared/model/asset.ts'
import { rateLabel } from '../../../shared/time/rate.ts'
import { visible } from '../../../shared/util/visible.ts'
import { cls, CopyDots, GivenStars, Mark } from '../../ui/index.ts'
import { bytesAmount, dayText, momentText } from '../../ui/words.ts'
import { codecText, lengthText, rasterText } from '../library/index.ts'
import { conflictLabel, useConflicts } from '../sync/index.ts'

type EditableField = 'name' | 'scene' | 'shot' | 'take' | 'roll' | 'camera' | 'slate' | 'unit' | 'episode' | 'location'

export interface Column {
  readonly id: string
  readonly label: string
  readonly width: number
  readonly align?: 'right'
  readonly mono?: boolean
  readonly sort?: Sort['field']
  readonly edit?: EditableField & keyof AssetChanges
  readonly cell: (row: AssetRow, now: Date) => ReactNode
}

/** The mark of a clip of which two people said different things. */
function RowConflict({ id }: { readonly id: string }) {
  const found = useConflicts().get(id)
  return found === undefined ? null : (
    <>
      {' '}
      <Mark name="attention" size={12} label={conflictLabel(found)} />
    </>
  )
}

function size(row: AssetRow): ReactNode {
  const { value, unit } = bytesAmount(row.bytes)
  return (
    <>
      {value} <span className="dim">{unit}</span>
    </>
  )
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** Every column there is; the first is always shown. */
export const COLUMNS: readonly Column[] = [
  {
    id: 'name',
    label: 'Name',
    width: 264,
    sort: 'name',
    edit: 'name',
    cell: (row) => (
      <>
        {visible(row.name)}
        <RowConflict id={row.id} />
      </>
    ),
  },
  { id: 'scene', label: 'Scene', width: 64, sort: 'scene', edit: 'scene', cell: (row) => row.scene },
  { id: 'shot', label: 'Shot', width: 56, edit: 'shot', cell: (row) => row.shot },
  { id: 'slate', label: 'Slate', width: 72, edit: 'slate', cell: (row) => row.slate },
  { id: 'unit', label: 'Unit', width: 72, edit: 'unit', cell: (row) => row.unit },
  { id: 'episode', label: 'Episode', width: 72, edit: 'episode', cell: (row) => row.episode },
  { id: 'location', label: 'Location', width: 140, edit: 'location', cell: (row) => row.location },
  {
    id: 'take',
    label: 'Take',
    width: 56,
    edit: 'take',
    cell: (row) =>
      row.circled ? (
        <span
          className={cls('circled', row.take === null && 'is-bare')}
          role="img"
          aria-label={`Take ${row.take ?? ''}, circled`}
        >
          {row.take}
        </span>
      ) : (
        row.take
      ),
  },
  {
    id: 'rating',
    label: 'Stars',
    width: 72,
    sort: 'rating',
    cell: (row) => (row.noGood ? <span className="no-good">NG</span> : <GivenStars value={row.rating} />),
  },
  {
    id: 'startTimecode',
    label: 'Start TC',
    width: 104,
    mono: true,
    sort: 'startTimecode',
    cell: (row) => row.startTimecode,
  },
  { id: 'duration', label: 'Duration', width: 76, align: 'right', sort: 'duration', cell: lengthText },
  { id: 'roll', label: 'Roll', width: 72, sort: 'roll', edit: 'roll', cell: (row) => row.roll },
  { id: 'camera', label: 'Camera', width: 68, edit: 'camera', cell: (row) => row.camera },
  {
    id: 'day',
    label: 'Day',
    width: 76,
    sort: 'day',
    cell: (row, now) => (row.day === null ? null : dayText(row.day, now)),
  },
  { id: 'raster', label: 'Raster', width: 96, cell: rasterText },
  {
    id: 'rate',
    label: 'FPS',
    width: 60,
    align: 'right',
    cell: (row) => (row.rate === null ? null : rateLabel(row.rate)),
  },
  { id: 'codec', label: 'Codec', width: 84, sort: 'codec', cell: (row) => codecText(row.codec) },
  { id: 'channels', label: 'Channels', width: 72, align: 'right', cell: (row) => row.channels },
  {
    id: 'hdr',
    label: 'HDR',
    width: 72,
    cell: (row) => (row.hdr === null ? null : row.hdr === 'dolby-vision' ? 'Dolby Vision' : row.hdr.toUpperCase()),
  },
  { id: 'bytes', label: 'Size', width: 80, align: 'right', sort: 'bytes', cell: size },
  {
    id: 'copies',
    label: 'Copies',
    width: 68,
    sort: 'copies',
    cell: (row) => (
      <CopyDots copies={row.copies} verified={row.verification === 'verified'} failed={row.verification === 'failed'} />
    ),
  },
  {
    id: 'verification',
    label: 'Checked',
    width: 108,
    cell: (row, now) => (
      <span className="state-cell">
        <Mark name={row.verification} size={12} />
        {capital(clipCheckText(row.verification))}
        {row.verification === 'verified' && row.verifiedAt !== null && (
          <span className="dim">{momentText(row.verifiedAt, now)}</span>
        )}
      </span>
    ),
  },
  {
    id: 'state',
    label: 'State',
    width: 88,
    cell: (row) =>
      row.broken !== null ? (
        <span className="state-cell">
          <Mark name="broken" size={12} />
          Not readable
        </span>
      ) : row.unsupported !== null ? (
        <span className="state-cell" title={row.unsupported}>
          <Mark name="attention" size={12} />
          No preview
        </span>
      ) : row.state === 'present' ? (
        <span className="dim">Online</span>
      ) : (
        <span className="state-cell">
          <Mark name={row.state} size={12} />
          {capital(row.state)}
        </span>
      ),
  },
  {
    id: 'versions',
    label: 'Versions',
    width: 68,
    align: 'right',
    cell: (row) => (row.versions > 1 ? row.versions : null),
  },
  { id: 'notes', label: 'Notes', width: 56, align: 'right', cell: (row) => (row.notes === 0 ? null : row.notes) },
  { id: 'tags', label: 'Tags', width: 140, cell: (row) => row.tags.join(', ') },
  {
    id: 'kind',
    label: 'Kind',
    width: 72,
    sort: 'kind',
    cell: (row) => row.kind.charAt(0).toUpperCase() + row.kind.slice(1),
  },
  {
    id: 'recordedAt',
    label: 'Recorded',
    width: 116,
    sort: 'recordedAt',
    cell: (row, now) => (row.recordedAt === null ? null : momentText(row.recordedAt, now)),
  },
  {
    id: 'createdAt',
    label: 'Added',
    width: 116,
    sort: 'createdAt',
    cell: (row, now) => momentText(row.createdAt, now),
  },
]

export const FIRST_COLUMNS: readonly string[] = [
  'name',
  'scene',
  'shot',
  'take',
  'rating',
  'startTimecode',
  'duration',
  'roll',
  'camera',
  'day',
  'raster',
  'rate',
  'codec',
  'bytes',
  'copies',
  'verification',
  'state',
]

/** The chosen columns in their own order; unknown names of an older version are passed over. */
export function chosenColumns(ids: readonly string[] | null): Column[] {
  const wanted = ids ?? FIRST_COLUMNS
  return COLUMNS.filter((column) => column.id === 'name' || wanted.includes(column.id))
}
