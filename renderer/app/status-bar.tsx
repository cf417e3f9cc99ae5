/**
 * The bar at the bottom: what runs, in one line, and one press from its sheet.
 */
import { useStore } from 'zustand'
import { useActivity, useLibrary } from '../features/library/index.ts'
import { failedOf, jobsLine, tasksLine } from '../features/activity/index.ts'
import { VerificationLine } from '../features/verification/index.ts'
import { SyncLine } from '../features/sync/index.ts'
import {
  isRunning,
  offloadShare,
  offloadTimeLeft,
  offloadWord,
  partOf,
  type OffloadSheet,
} from '../features/offload/index.ts'
import { Bar, Mark } from '../ui/index.ts'
import { bytesText, countText, percentText, speedText } from '../ui/words.ts'

/** One line; empty when nothing is done, never gone. */
export function StatusBar({
  offload,
  onActivity,
  onCloud,
  onDrives,
}: {
  readonly offload: OffloadSheet
  readonly onActivity: () => void
  readonly onCloud: () => void
  readonly onDrives: () => void
}) {
  const { connection, pages } = useLibrary()
  const state = useStore(connection.state, (now) => now.state)
  const total = useStore(pages.store, (now) => now.total)
  const cataloguing = useStore(offload.store, (now) => now.cataloguing)
  const now = useActivity((activity) => activity)
  const running = now?.offloads.filter((one) => isRunning(one) || one.state === 'parked') ?? []
  const jobs =
    now === null
      ? null
      : [tasksLine(now.runningJobs), jobsLine(now.jobs, now.tasks)].filter((line) => line !== null).join(' · ') || null
  return (
    <footer className="status" aria-label="Status">
      {running.map((one) => (
        <button key={one.id} type="button" className="status-part" onClick={() => offload.show(one)}>
          <span>
            {offloadWord(one)} {one.name}
          </span>
          <span className="status-bar">
            <Bar
              label={`Offload of ${one.name}`}
              share={offloadShare(one)}
              look={isRunning(one) ? 'accent' : 'parked'}
            />
          </span>
          <span className="dim">
            {[
              [percentText(offloadShare(one)), partOf(one)?.on].filter(Boolean).join(' '),
              isRunning(one) ? speedText(one.speed) : null,
              isRunning(one) ? offloadTimeLeft(one) : null,
              partOf(one)?.stopped ?? countText(one.destinations.length, 'destination'),
            ]
              .filter(Boolean)
              .join(' · ')}
          </span>
        </button>
      ))}
      {cataloguing !== null && (
        <span className="status-part">
          Cataloguing: {countText(cataloguing.files, 'file')}, {countText(cataloguing.added, 'clip')} new
        </span>
      )}
      {jobs !== null && (
        <button type="button" className="status-part" onClick={onActivity}>
          {now !== null && failedOf(now) > 0 && <Mark name="failed" size={12} />}
          {jobs}
        </button>
      )}
      <VerificationLine onOpen={onDrives} />
      <SyncLine onOpen={onCloud} />
      <span className="status-gap" />
      <span className="status-part dim">
        {state === 'connecting'
          ? 'Engine is starting …'
          : state === 'lost'
            ? 'Engine is starting again …'
            : total === null
              ? ''
              : now !== null && now.scans.length > 0
                ? `Scanning ${bytesText(now.scans.reduce((sum, scan) => sum + scan.bytes, 0))}`
                : 'Ready'}
      </span>
    </footer>
  )
}
