/**
 * The safety page: cards by day down the left, drives and remotes across, and one line on top that says which cards may
 * be formatted.
 */
import { ChevronDown, Download, ShieldCheck } from 'lucide-react'
import { useEffect, useMemo, useState } from 'react'
import { createResource, useResource } from '../../api/index.ts'
import { Button, cls, Empty, Menu } from '../../ui/index.ts'
import { countText } from '../../ui/words.ts'
import { KeyHint, reportItems, useLibrary, useReports } from '../library/index.ts'
import type { Asked } from './asked.ts'
import { CellSheet } from './cell-sheet.tsx'
import { DayRows } from './day-rows.tsx'
import './safety.css'

/** Cards that are asked for at a time. */
const WINDOW = 60

/** What somebody deletes on a drive tells nobody: the page asks again, and the engine looks. */
const LOOK_AGAIN_MS = 30_000

/** The middle of the window. `onOffload` begins an offload, of a card when one is given. */
export function SafetyView({ onOffload }: { readonly onOffload: (path?: string) => void }) {
  const {
    freshness,
    connection: { client },
    settings,
  } = useLibrary()
  const [limit, setLimit] = useState(WINDOW)
  const resource = useMemo(
    () =>
      createResource(freshness, ['offloads', 'assets', 'volumes', 'sync', 'settings'], () =>
        client.safety.cards({ limit }),
      ),
    [client, freshness, limit],
  )
  const page = useResource(resource)
  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden) void resource.refresh()
    }, LOOK_AGAIN_MS)
    return () => clearInterval(timer)
  }, [resource])
  const required = useResource(settings).data?.requiredDevices ?? 2
  const reports = useReports()
  const [asked, setAsked] = useState<Asked | null>(null)
  const data = page.data
  const days = useMemo(
    () =>
      [...Map.groupBy(data?.cards ?? [], (card) => card.day ?? '')].toSorted(([a], [b]) =>
        a === b ? 0 : a === '' ? -1 : b === '' ? 1 : a < b ? 1 : -1,
      ),
    [data],
  )
  return (
    <main className="clips" aria-label="Safety">
      <div className="clips-head">
        <h1 className="clips-title cut">Safety</h1>
        <span className="clips-count cut">
          {data === null || data.cards.length === 0
            ? ''
            : `${countText(data.cards.length, 'card')}, ${required === 1 ? 'one verified copy' : `${required} disks`} asked for`}
        </span>
        <span className="clips-gap" />
        {data !== null && data.cards.length > 0 && (
          <Menu align="end" items={reportItems((kind) => reports.safety(kind))}>
            <Button look="quiet">
              Write a report
              <ChevronDown size={13} aria-hidden="true" />
            </Button>
          </Menu>
        )}
      </div>
      {data !== null && data.cards.length === 0 ? (
        <Empty icon={<ShieldCheck size={40} strokeWidth={1.1} />} title="No card was offloaded yet">
          <p>
            Each card gets a row here: on which drives its files are verified, and whether it may be formatted. Begin
            with <KeyHint command="library.offload" />.
          </p>
          <Button icon={<Download size={15} />} onClick={() => onOffload()}>
            Offload a card
          </Button>
        </Empty>
      ) : page.error !== null && data === null ? (
        <p className="past-error" role="alert">
          {page.error.message}
        </p>
      ) : (
        data !== null && (
          <>
            <output className={cls('safety-line selectable', data.wait === 0 ? 'is-safe' : 'is-waiting')}>
              {data.sentence}
            </output>
            {/* A table that is wider than the window is scrolled by the arrow keys too. */}
            {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
            <section className="safety-scroll" tabIndex={0} aria-label="Cards and drives">
              <table className="safety">
                <thead>
                  <tr>
                    <th scope="col" className="safety-card">
                      Card
                    </th>
                    {data.columns.map((column) => (
                      <th
                        key={column.id}
                        scope="col"
                        className={cls('safety-drive', !column.here && 'is-away')}
                        title={column.device ?? column.label}
                      >
                        <span className="cut">{column.label}</span>
                        <span className="safety-note cut">
                          {column.kind === 'remote' ? 'Remote' : column.here ? 'Connected' : 'Not connected'}
                        </span>
                      </th>
                    ))}
                  </tr>
                </thead>
                {days.map(([day, cards]) => (
                  <DayRows
                    key={day}
                    day={day}
                    cards={cards}
                    columns={data.columns}
                    onAsk={setAsked}
                    onOffload={onOffload}
                  />
                ))}
              </table>
              {data.cursor !== null && limit < 200 && (
                <Button look="quiet" className="safety-more" onClick={() => setLimit(200)}>
                  Show earlier cards
                </Button>
              )}
            </section>
          </>
        )
      )}
      {asked !== null && <CellSheet asked={asked} onClose={() => setAsked(null)} onOffload={onOffload} />}
    </main>
  )
}
