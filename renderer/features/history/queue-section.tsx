/**
 * Now and next: offloads that run, and those that wait, in the order in which they go.
 */
import { useState } from 'react'
import type { Offload } from '../../../shared/model/offload.ts'
import { Button } from '../../ui/index.ts'
import { countText } from '../../ui/words.ts'
import { CancelSheet } from './cancel-sheet.tsx'
import { RunningRow } from './running-row.tsx'
import { WaitingRow } from './waiting-row.tsx'
import type { Queue } from './use-queue.ts'

/** The sections above the past; nothing while the queue is empty. */
export function QueueSection({
  queue: { now, next, actions },
  onShow,
}: {
  readonly queue: Queue
  readonly onShow: (offload: Offload) => void
}) {
  const [asked, setAsked] = useState<Offload | null>(null)
  const left = next.filter((one) => one.state !== 'queued' && one.queue?.paused === false)
  return (
    <>
      {now.length + next.length > 0 && (
        <div className="queue">
          {now.length > 0 && (
            <section aria-label="Running offloads">
              <h2 className="queue-head">Now</h2>
              <ul>
                {now.map((one) => (
                  <RunningRow key={one.id} offload={one} actions={actions} onShow={onShow} onCancel={setAsked} />
                ))}
              </ul>
            </section>
          )}
          {next.length > 0 && (
            <section aria-label="Waiting offloads">
              <div className="queue-bar">
                <h2 className="queue-head">Next</h2>
                {left.length > 0 && (
                  <Button look="quiet" onClick={() => actions.continueAll()}>
                    Resume {countText(left.length, 'offload')} of the last session
                  </Button>
                )}
              </div>
              <ul>
                {next.map((one, at) => (
                  <WaitingRow
                    key={one.id}
                    offload={one}
                    place={at + 1}
                    last={at === next.length - 1}
                    actions={actions}
                    onShow={onShow}
                    onCancel={setAsked}
                  />
                ))}
              </ul>
            </section>
          )}
        </div>
      )}
      {asked !== null && (
        <CancelSheet offload={asked} onCancel={() => actions.cancel(asked)} onClose={() => setAsked(null)} />
      )}
    </>
  )
}
