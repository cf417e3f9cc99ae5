/**
 * The activity: everything long in one list. Nothing fails silently.
 */
import { Activity as ActivityIcon, Pause, Play, VolumeX } from 'lucide-react'
import { useMemo, useState } from 'react'
import { createResource, useResource } from '../../api/index.ts'
import type { JobCounts } from '../../../shared/model/jobs.ts'
import type { Offload } from '../../../shared/model/offload.ts'
import { Bar, Button, Empty, IconButton, Mark, Panel, Segmented, useNow } from '../../ui/index.ts'
import { bytesText, countText, momentText, speedText } from '../../ui/words.ts'
import { useActivity, useLibrary } from '../library/index.ts'
import { isRunning, offloadShare, offloadTimeLeft, offloadWord, partOf } from '../offload/index.ts'
import { JobLine } from './job-line.tsx'
import { failedOf, sortedJobs } from './jobs.ts'
import './activity.css'

/** The button in the toolbar with its panel. `onOffload` opens the sheet on one. */
export function ActivityButton({
  open,
  onOpen,
  onOffload,
}: {
  readonly open: boolean
  readonly onOpen: (open: boolean) => void
  readonly onOffload: (offload: Offload) => void
}) {
  const busy = useActivity((now) =>
    now === null
      ? 0
      : now.jobs.running +
        now.tasks.running +
        now.offloads.filter(isRunning).length +
        now.scans.length +
        (now.rereading === null ? 0 : 1),
  )
  const failed = useActivity((now) => (now === null ? 0 : failedOf(now)))
  return (
    <Panel
      label="Activity"
      open={open}
      onOpen={onOpen}
      trigger={
        <button
          type="button"
          className={open ? 'icon-button is-on' : 'icon-button'}
          aria-label={failed > 0 ? `Activity, ${failed} failed` : busy > 0 ? 'Activity, working' : 'Activity'}
          title="Activity"
        >
          <ActivityIcon size={16} />
          {failed > 0 ? (
            <span className="activity-dot is-failed" />
          ) : busy > 0 ? (
            <span className="activity-dot" />
          ) : null}
        </button>
      }
    >
      <Inside
        onOffload={(offload) => {
          onOpen(false)
          onOffload(offload)
        }}
      />
    </Panel>
  )
}

function Inside({ onOffload }: { readonly onOffload: (offload: Offload) => void }) {
  const {
    connection: { client },
    freshness,
    actions,
  } = useLibrary()
  const [tab, setTab] = useState<'now' | 'offloads'>('now')
  const jobs = useResource(
    useMemo(() => createResource(freshness, ['jobs'], () => client.jobs.list({ limit: 100 })), [client, freshness]),
  )
  const past = useResource(
    useMemo(() => createResource(freshness, ['offloads'], () => client.offloads.list({})), [client, freshness]),
  )
  const now = useActivity((activity) => activity)
  const live = new Map(now?.runningJobs.map((job) => [job.id, job]))
  const list = sortedJobs((jobs.data ?? []).map((job) => live.get(job.id) ?? job))
  const shown = tab === 'now' ? list.filter((job) => job.state !== 'done' && job.state !== 'cancelled') : []
  const running = now?.offloads.filter(isRunning) ?? []
  const paused = now?.jobs.paused ?? false
  const quiet = now?.jobs.quiet ?? false
  const counts = now === null ? undefined : summed(now.jobs, now.tasks)
  const failedIds = list.filter((job) => job.state === 'failed').map((job) => job.id)
  return (
    <>
      <div className="activity-head">
        <Segmented
          label="Activity"
          value={tab}
          onChange={setTab}
          choices={[
            { value: 'now', label: 'Now' },
            { value: 'offloads', label: 'Offloads' },
          ]}
        />
        <span className="job-gap" />
        {tab === 'now' && failedIds.length > 1 && (
          <Button look="quiet" onClick={() => void actions.run((opId) => client.jobs.retry({ opId, ids: failedIds }))}>
            Try all again
          </Button>
        )}
        {tab === 'now' && (
          <IconButton
            label={paused ? 'Resume jobs' : 'Pause jobs'}
            icon={paused ? <Play size={15} /> : <Pause size={15} />}
            on={paused}
            onClick={() => void actions.run((opId) => client.jobs.pause({ opId, paused: !paused }))}
          />
        )}
        {tab === 'now' && (
          <IconButton
            label={quiet ? 'End quiet on set' : 'Quiet on set: stop all jobs now'}
            icon={<VolumeX size={15} />}
            on={quiet}
            onClick={() => void actions.run((opId) => client.jobs.pause({ opId, paused: !quiet, quiet: !quiet }))}
          />
        )}
      </div>
      <div className="activity-body">
        {tab === 'now' && (
          <>
            {running.map((offload) => (
              <OffloadLine key={offload.id} offload={offload} onPress={() => onOffload(offload)} />
            ))}
            {now?.scans.map((scan) => (
              <p key={scan.id} className="job job-said">
                Cataloguing {scan.path}: {countText(scan.files, 'file')}, {bytesText(scan.bytes)}
              </p>
            ))}
            {now?.corrections.map((one) => (
              <p key={one.id} className="job job-said">
                {one.label}: {one.done} of {one.of}
              </p>
            ))}
            {now?.rereading != null && (
              <p className="job job-said">
                Reading media again with this version: {now.rereading.done} of {now.rereading.total}
              </p>
            )}
            {counts !== undefined && counts.waiting + counts.running + counts.failed + counts.held > 0 && (
              <p className="activity-counts">
                {quiet ? 'Quiet on set · ' : paused ? 'Paused · ' : ''}
                {[
                  counts.running > 0 ? `${counts.running} running` : null,
                  counts.waiting > 0 ? `${counts.waiting} waiting` : null,
                  counts.held > 0 ? `${counts.held} held` : null,
                  counts.failed > 0 ? `${counts.failed} failed` : null,
                  `${counts.done} done`,
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </p>
            )}
            <ul>
              {shown.map((job) => (
                <JobLine key={job.id} job={job} />
              ))}
            </ul>
            {shown.length === 0 && running.length === 0 && now?.rereading == null && (
              <Empty icon={<ActivityIcon size={24} strokeWidth={1.25} />} title="No activity">
                Offloads, proxies, verification and reports appear here while they run.
              </Empty>
            )}
          </>
        )}
        {tab === 'offloads' && (
          <>
            {past.data?.map((offload) => (
              <OffloadLine key={offload.id} offload={offload} onPress={() => onOffload(offload)} />
            ))}
            {past.data?.length === 0 && (
              <Empty icon={<ActivityIcon size={24} strokeWidth={1.25} />} title="No offloads yet">
                Drop a card on the window to begin.
              </Empty>
            )}
          </>
        )}
      </div>
    </>
  )
}

/** Media work and all other jobs in one count. */
function summed(a: JobCounts, b: JobCounts): JobCounts {
  return {
    waiting: a.waiting + b.waiting,
    held: a.held + b.held,
    running: a.running + b.running,
    failed: a.failed + b.failed,
    done: a.done + b.done,
  }
}

function OffloadLine({ offload, onPress }: { readonly offload: Offload; readonly onPress: () => void }) {
  const running = isRunning(offload)
  const safe = offload.verdict?.safeToFormat === true
  const now = useNow()
  return (
    <button type="button" className="offload-line" onClick={onPress}>
      <span className="job-line">
        {!running && <Mark name={safe ? 'verified' : offload.state === 'failed' ? 'failed' : 'attention'} size={14} />}
        <span className="job-name cut">{offload.name}</span>
        <span className="job-gap" />
        <span className="dim">{running ? speedText(offload.speed) : momentText(offload.startedAt, now)}</span>
      </span>
      {running && <Bar label={`Offload of ${offload.name}`} share={offloadShare(offload)} />}
      <span className="job-said">
        {offloadWord(offload)} · {countText(offload.clips, 'clip')}, {bytesText(offload.bytes)} to{' '}
        {countText(offload.destinations.length, 'destination')}
        {[running ? partOf(offload)?.stopped : null, running ? offloadTimeLeft(offload) : null]
          .flatMap((text) => (text == null ? [] : [` · ${text}`]))
          .join('')}
      </span>
    </button>
  )
}
