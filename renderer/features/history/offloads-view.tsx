/**
 * Offloads in one place: what runs and waits above, the past of all cards below, and what became of each.
 */
import { Download, History as HistoryIcon, SearchX } from 'lucide-react'
import { useEffect, useMemo } from 'react'
import { useStore } from 'zustand'
import type { Offload } from '../../../shared/model/offload.ts'
import { Button, Empty } from '../../ui/index.ts'
import { countText } from '../../ui/words.ts'
import { KeyHint, useLibrary } from '../library/index.ts'
import { createHistory } from './history-store.ts'
import { PastList } from './past-list.tsx'
import { QueueSection } from './queue-section.tsx'
import { usePastActions } from './use-past-actions.ts'
import { useQueue } from './use-queue.ts'
import './history.css'
import './queue.css'

/** The middle of the window. `onShow` opens the offload sheet on one, `onOffload` begins a new one. */
export function OffloadsView({
  onShow,
  onOffload,
}: {
  readonly onShow: (offload: Offload) => void
  readonly onOffload: () => void
}) {
  const {
    freshness,
    connection: { client },
  } = useLibrary()
  const history = useMemo(() => createHistory(client, freshness), [client, freshness])
  useEffect(() => history.watch(), [history])
  const { rows, text, total, error } = useStore(history.store)
  const actions = usePastActions(onShow)
  const queue = useQueue()
  // By their ids: how far they are is told ten times a second, and the past has nothing to do with it.
  const ids = [...queue.now, ...queue.next].map((one) => one.id).join(' ')
  const queued = useMemo(() => new Set(ids.split(' ').filter((id) => id !== '')), [ids])
  // What runs or waits stands above; below is what has ended.
  const past = useMemo(() => rows?.filter((row) => !queued.has(row.id)) ?? null, [rows, queued])
  const none = rows !== null && total === 0
  return (
    <main className="clips" aria-label="Offloads">
      <div className="clips-head">
        <h1 className="clips-title cut">Offloads</h1>
        <span className="clips-count cut">
          {rows === null || none ? '' : text === '' ? countText(total, 'offload') : `of ${countText(total, 'offload')}`}
        </span>
        <span className="clips-gap" />
        {!none && (
          <input
            type="search"
            className="field past-search"
            aria-label="Search offloads"
            placeholder="Name, roll, drive"
            value={text}
            onChange={(event) => history.search(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === 'Escape' && text !== '') {
                event.stopPropagation()
                history.search('')
              }
            }}
          />
        )}
      </div>
      <QueueSection queue={queue} onShow={onShow} />
      {queued.size > 0 && past !== null && past.length > 0 && <h2 className="queue-head past-head">Past</h2>}
      {none ? (
        <Empty icon={<HistoryIcon size={40} strokeWidth={1.1} />} title="No card was offloaded yet">
          <p>
            Every offload stays here: what was copied where, how it was verified, and whether its card may be formatted.
            Begin with <KeyHint command="library.offload" />.
          </p>
          <Button icon={<Download size={15} />} onClick={onOffload}>
            Offload a card
          </Button>
        </Empty>
      ) : past !== null && past.length === 0 && text !== '' ? (
        <Empty icon={<SearchX size={32} strokeWidth={1.25} />} title="No offloads match">
          <p>
            None has <span className="mono">{text}</span> in its name, its rolls, its drives or its folders.
          </p>
          <Button onClick={() => history.search('')}>Show all offloads</Button>
        </Empty>
      ) : error !== null && rows === null ? (
        <p className="past-error" role="alert">
          {error.message}
        </p>
      ) : (
        <PastList rows={past ?? []} history={history} actions={actions} />
      )}
    </main>
  )
}
