/**
 * The cards of one day: what may be done with each, why, and a cell for every drive.
 */
import type { SafetyCard, SafetyCell, SafetyColumn } from '../../../shared/model/safety.ts'
import { Button, cls, Mark, useNow, type MarkName } from '../../ui/index.ts'
import { agoText, countText, dayText } from '../../ui/words.ts'
import { useLibrary } from '../library/index.ts'
import type { Asked } from './asked.ts'

const MARKS: Readonly<Record<SafetyCell['look'], MarkName | null>> = {
  verified: 'verified',
  part: 'copied',
  bad: 'failed',
  away: 'verified',
  none: null,
}

/** One body of the table. `day` is empty for cards that have none. */
export function DayRows({
  day,
  cards,
  columns,
  onAsk,
  onOffload,
}: {
  readonly day: string
  readonly cards: readonly SafetyCard[]
  readonly columns: readonly SafetyColumn[]
  readonly onAsk: (asked: Asked) => void
  readonly onOffload: (path?: string) => void
}) {
  const now = useNow()
  return (
    <tbody>
      <tr className="safety-day">
        <th scope="colgroup" colSpan={columns.length + 1}>
          {day === '' ? 'Not offloaded' : dayText(day, now)}
        </th>
      </tr>
      {cards.map((card) => (
        <tr key={card.id} className={cls('safety-row', `is-${card.decision}`)}>
          <th scope="row" className="safety-card">
            <span className="safety-name">
              <Mark name={card.decision === 'format' ? 'verified' : 'attention'} size={15} />
              <span className="safety-title" title={card.name}>
                {card.name}
              </span>
              <span className={cls('safety-word', `is-${card.decision}`)}>
                {card.decision === 'format' ? 'Format' : `Wait: ${card.why}`}
              </span>
            </span>
            <span className="safety-why selectable">
              {card.offloadId === null ? [card.sentence, ...card.reasons].join(' ') : card.sentence}
            </span>
            <span className="safety-facts">
              {[
                countText(card.files, 'file'),
                card.clips > 0 ? countText(card.clips, 'clip') : null,
                card.inserted === null ? null : `in ${card.inserted.label}`,
              ]
                .filter(Boolean)
                .join(' · ')}
            </span>
            <Action card={card} onOffload={onOffload} />
          </th>
          {columns.map((column) => (
            <Cell key={column.id} card={card} column={column} now={now} onAsk={onAsk} />
          ))}
        </tr>
      ))}
    </tbody>
  )
}

/** The one thing that helps: go on with what lacks something, or offload what is new. */
function Action({ card, onOffload }: { readonly card: SafetyCard; readonly onOffload: (path?: string) => void }) {
  const {
    actions,
    toasts,
    connection: { client },
  } = useLibrary()
  const { inserted, resumes } = card
  if (inserted !== null && card.decision === 'wait' && (inserted.fresh ?? 1) > 0)
    return <Button onClick={() => onOffload(inserted.mountPoint)}>Offload {card.name}</Button>
  if (card.offloadId === null && card.left !== null)
    return <Dismiss name={card.name} roll={card.rolls[0] ?? card.name} volumeId={card.left.volumeId} />
  if (resumes === null) return null
  return (
    <Button
      onClick={() =>
        void actions.run(async (opId) => {
          await client.offloads.resume({ opId, id: resumes })
          toasts.say(`${card.name} is resumed`)
        })
      }
    >
      Resume
    </Button>
  )
}

/** A card that was never offloaded and is gone: it may be another crew's, and then it only stands in the way. */
function Dismiss({
  name,
  roll,
  volumeId,
}: {
  readonly name: string
  readonly roll: string
  readonly volumeId: string
}) {
  const {
    actions,
    toasts,
    connection: { client },
  } = useLibrary()
  const dismiss = (dismissed: boolean): Promise<boolean> =>
    actions.run((opId) => client.safety.dismiss({ opId, volumeId, roll, dismissed }))
  const hide = async (): Promise<void> => {
    if (await dismiss(true))
      toasts.say(`${name} is no longer listed. It is told again when it comes back.`, {
        label: 'Undo',
        run: () => void dismiss(false),
      })
  }
  return (
    <Button look="quiet" className="safety-hide" onClick={() => void hide()}>
      Hide {name}
    </Button>
  )
}

function Cell({
  card,
  column,
  now,
  onAsk,
}: {
  readonly card: SafetyCard
  readonly column: SafetyColumn
  readonly now: Date
  readonly onAsk: (asked: Asked) => void
}) {
  const cell = card.cells.find((one) => one.column === column.id)
  const look = cell?.look ?? 'none'
  const mark = MARKS[look]
  const when = cell?.verifiedAt == null ? '' : agoText(cell.verifiedAt, now)
  const label = cell?.label ?? `${column.label}: no copy`
  const inside = (
    <>
      {mark !== null && <Mark name={mark} size={14} />}
      <span className="safety-text">{cell?.text ?? '–'}</span>
      <span className="safety-column">{column.label}</span>
      {when !== '' && <span className="safety-when cut">{when}</span>}
    </>
  )
  return (
    <td className={cls('safety-cell', `is-${look}`)}>
      {card.offloadId === null || column.kind === 'remote' ? (
        <span className="safety-inside" title={label}>
          {inside}
        </span>
      ) : (
        <button
          type="button"
          className="safety-inside"
          title={label}
          aria-label={`${card.name} on ${label}`}
          onClick={() => onAsk({ card, column })}
        >
          {inside}
        </button>
      )}
    </td>
  )
}
