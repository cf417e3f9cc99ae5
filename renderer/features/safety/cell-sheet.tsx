/**
 * What stands behind a cell: the files of a card on one drive, those that are not whole first, and what to do.
 */
import { useMemo } from 'react'
import { createResource, useResource } from '../../api/index.ts'
import { Button, Mark, Sheet } from '../../ui/index.ts'
import { bytesText, countText, wholeText } from '../../ui/words.ts'
import { useLibrary } from '../library/index.ts'
import type { Asked } from './asked.ts'

/** So many files are shown: the report and the CSV name them all. */
const SHOWN = 200

/** The sheet. */
export function CellSheet({
  asked: { card, column },
  onClose,
  onOffload,
}: {
  readonly asked: Asked
  readonly onClose: () => void
  readonly onOffload: (path?: string) => void
}) {
  const {
    freshness,
    actions,
    toasts,
    view,
    connection: { client },
  } = useLibrary()
  const id = card.offloadId ?? ''
  const answer = useResource(
    useMemo(
      () =>
        createResource(freshness, ['offloads', 'assets', 'volumes'], () =>
          client.safety.files({ offloadId: id, column: column.id, limit: SHOWN }),
        ),
      [client, freshness, id, column.id],
    ),
  )
  const cell = card.cells.find((one) => one.column === column.id)
  const data = answer.data
  // What is missing is no bad copy: the advice says what to do, and nothing would be found among those.
  const wrong = (cell?.bad ?? 0) > 0
  const resume = (): void =>
    void actions.run(async (opId) => {
      if (card.resumes === null) return
      await client.offloads.resume({ opId, id: card.resumes })
      toasts.say(`${card.name} is resumed`)
      onClose()
    })
  return (
    <Sheet title={`${card.name} on ${column.label}`} open onClose={onClose} size="medium">
      <div className="cell-sheet">
        <p className="selectable">{cell?.label ?? `${column.label}: no copy`}.</p>
        {data !== null && <p className="selectable">{data.advice}</p>}
        {answer.error !== null && <p role="alert">{answer.error.message}</p>}
        <div className="cell-sheet-do">
          {card.resumes !== null && <Button onClick={resume}>Resume the offload</Button>}
          {card.inserted !== null && (card.inserted.fresh ?? 1) > 0 && (
            <Button
              onClick={() => {
                onClose()
                onOffload(card.inserted?.mountPoint)
              }}
            >
              Offload the card
            </Button>
          )}
          {wrong && (
            <Button
              look={card.resumes === null ? 'primary' : 'plain'}
              onClick={() => {
                onClose()
                view.show('drives')
              }}
            >
              Look at bad copies
            </Button>
          )}
          <Button
            look="quiet"
            onClick={() => {
              onClose()
              view.search(`offload:${id} volume:${column.id}`, `${card.name} on ${column.label}`)
            }}
          >
            Show its clips
          </Button>
        </div>
        <ul className="cell-files" aria-label="Files">
          {data?.files.map((file) => (
            <li key={file.path} className="selectable">
              <Mark name={file.good ? 'verified' : 'attention'} size={13} />
              <span className="mono cut cell-path" title={file.path}>
                <bdi>{file.path}</bdi>
              </span>
              <span className="dim">{bytesText(file.bytes)}</span>
              <span className={file.good ? 'dim' : ''}>{file.text}</span>
            </li>
          ))}
        </ul>
        {data !== null && data.total > data.files.length && (
          <p className="dim">
            and {wholeText(data.total - data.files.length)} more of {countText(data.total, 'file')}: the report as CSV
            names them all.
          </p>
        )}
      </div>
    </Sheet>
  )
}
