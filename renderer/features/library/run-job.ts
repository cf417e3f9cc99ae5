/**
 * A job that this window waits for. It goes on without the window, too: then its end is in the activity.
 */
import { isErrorCode, type EngineClient } from '../../../shared/contract/client.ts'
import { RushesError } from '../../../shared/model/errors.ts'
import type { JobDetail } from '../../../shared/model/jobs.ts'

/**
 * Asks for a job and resolves with its end. `waits` is told once why it does not begin. Throws why it failed;
 * `cancelled` when somebody took it back.
 */
export async function runJob(
  client: EngineClient,
  opId: string,
  kind: string,
  params: Readonly<Record<string, unknown>>,
  waits: (why: string) => void = () => {},
): Promise<JobDetail> {
  let told = false
  const { id } = await client.jobs.start({ opId, kind, params: { ...params } })
  for await (const job of await client.jobs.watch({ id })) {
    if (job.state === 'done') return job
    if (!told && job.heldBy !== null) {
      told = true
      waits(job.heldBy)
    }
    if (job.state === 'cancelled') throw new RushesError('cancelled', 'Cancelled.')
    if (job.state === 'failed' && job.error !== null)
      throw new RushesError(isErrorCode(job.error.code) ? job.error.code : 'internal', job.error.message)
  }
  throw new RushesError(
    'engine.unavailable',
    'The engine ended. The job goes on when it is back; the activity shows it.',
  )
}
