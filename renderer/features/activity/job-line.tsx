/**
 * One piece of work: what, how far, why it stands, and its log one press away.
 */
import { FileText, RotateCw, X } from 'lucide-react'
import { useState } from 'react'
import { toRushesError } from '../../../shared/contract/client.ts'
import { jobWord, type Job, type JobDetail } from '../../../shared/model/jobs.ts'
import { Bar, IconButton, Mark } from '../../ui/index.ts'
import { useLibrary } from '../library/index.ts'
import { progressLine } from './jobs.ts'

/** A line of the panel. */
export function JobLine({ job }: { readonly job: Job }) {
  const {
    actions,
    connection: { client },
    toasts,
  } = useLibrary()
  const [detail, setDetail] = useState<JobDetail | null>(null)
  const toggle = (): void => {
    if (detail !== null) return setDetail(null)
    client.jobs.get({ id: job.id }).then(setDetail, (thrown: unknown) => toasts.fail(toRushesError(thrown).message))
  }
  const over = ['done', 'cancelled', 'failed'].includes(job.state)
  const said =
    job.state === 'running'
      ? progressLine(job)
      : job.state === 'held'
        ? (job.heldBy ?? 'Waits')
        : job.state === 'failed'
          ? (job.error?.message ?? 'Failed')
          : // What failed once and is tried again says why it failed.
            job.state === 'waiting' && job.error !== null
            ? `${job.error.message} It is tried again.`
            : { waiting: 'Queued', done: 'Done', cancelled: 'Cancelled' }[job.state]
  return (
    <li className="job">
      <div className="job-line">
        {job.state === 'failed' && <Mark name="failed" size={13} />}
        {job.state === 'held' && <Mark name="attention" size={13} />}
        {job.state === 'done' && <Mark name="verified" size={13} />}
        <span className="job-name cut">{job.subject === '' ? jobWord(job.kind) : job.subject}</span>
        {job.subject !== '' && <span className="dim job-kind">{jobWord(job.kind)}</span>}
        <span className="job-gap" />
        <IconButton label="Log" icon={<FileText size={13} />} on={detail !== null} onClick={toggle} />
        {job.state === 'failed' || job.state === 'cancelled' ? (
          <IconButton
            label="Try again"
            icon={<RotateCw size={13} />}
            onClick={() => void actions.run((opId) => client.jobs.retry({ opId, ids: [job.id] }))}
          />
        ) : (
          !over && (
            <IconButton
              label="Cancel"
              icon={<X size={13} />}
              onClick={() => void actions.run((opId) => client.jobs.cancel({ opId, ids: [job.id] }))}
            />
          )
        )}
      </div>
      {job.state === 'running' && <Bar label={`${jobWord(job.kind)} of ${job.subject}`} share={job.progress} />}
      <p className="job-said selectable">
        {said}
        {job.attempts > 1 && job.state !== 'done' ? ` · tried ${job.attempts} times` : ''}
      </p>
      {detail !== null && (
        <div className="job-log selectable">
          <pre className="mono">{detail.log ?? 'No log was kept: it has not run yet, or ran without a word.'}</pre>
          {detail.command !== null && <pre className="mono job-command">{detail.command}</pre>}
        </div>
      )}
    </li>
  )
}
