/**
 * Verification of copies as a job: it goes on without the window that asked for it, and after a restart where it was
 * cut off.
 */
import { verifyParamsSchema, type VerifyParams, type VerifyResult } from '../../../shared/model/job-kinds.ts'
import { isRushesError } from '../../../shared/model/errors.ts'
import type { VerifyEvent, VerifyFinding } from '../../../shared/model/offload.ts'
import type { EngineContext } from '../context.ts'
import { volumesNamed, volumesOfRolls, type CopyToCheck } from '../db/catalogue/copies-check.ts'
import type { ReadableDb } from '../db/core/handles.ts'
import { readVolumes } from '../db/volumes/volumes.ts'
import type { Lane } from '../domain/jobs/lanes.ts'
import { defineJob, type JobEnd, type JobHandler, type JobOf, type JobProgress } from '../jobs/handler.ts'
import type { IdentifyVolume } from '../volumes/identify.ts'
import { called, resolved, totals, verifyCopies, type VerifyState } from './verify-copies.ts'
import type { VerifyDeps } from './verify-path.ts'

/** Findings that are kept; the counts are of all. */
const MAX_PROBLEMS = 100

interface Checkpoint {
  readonly state: VerifyState
  readonly problems: readonly VerifyFinding[]
}

/** The drives that a verification reads. */
export function verifyLanes(db: ReadableDb, { rolls, volumes }: Pick<VerifyParams, 'rolls' | 'volumes'>): Lane[] {
  const ids = volumes.length > 0 ? volumes.flatMap((word) => volumesNamed(db, word)) : volumesOfRolls(db, rolls)
  return ids.map((id): Lane => `volume:${id}`)
}

/** Jobs of the kind `verify`. */
export function verifyJob(
  context: EngineContext,
  deps: VerifyDeps & { readonly identify: IdentifyVolume },
): JobHandler {
  const { reader } = context.library

  async function run(
    { params, checkpoint }: JobOf<VerifyParams>,
    signal: AbortSignal,
    progress: JobProgress,
  ): Promise<JobEnd> {
    const mounts = mountsOf(reader, verifyLanes(reader, params))
    progress.uses(mounts)
    if (mounts.some(progress.isSuspended)) return { state: 'held', because: 'Waits for a drive that is being ejected' }
    // Written by this file alone, into this library.
    const from = checkpoint as Checkpoint | null
    const problems = [...(from?.problems ?? [])]
    const tell = (event: VerifyEvent): void => {
      if (event.type === 'progress')
        progress.tell({ done: event.bytes, total: event.totalBytes, unit: 'bytes', at: event.path })
      else if (event.type === 'finding' && event.finding !== 'verified' && problems.length < MAX_PROBLEMS)
        problems.push({ path: event.path, finding: event.finding, message: event.message })
    }
    const onState = async (state: VerifyState, copies: readonly CopyToCheck[]): Promise<void> => {
      await assertHere(copies, deps.identify)
      progress.keep({ state, problems } satisfies Checkpoint)
    }
    try {
      const { ok, counts, sentence, histories } = await verifyCopies(context, deps, params, tell, signal, {
        from: from?.state ?? null,
        onState,
      })
      return { state: 'done', result: { ok, counts, sentence, histories, problems } satisfies VerifyResult }
    } catch (error) {
      if (error instanceof DriveGone) return { state: 'held', because: `Waits for ${error.label}: it was disconnected` }
      if (isRushesError(error) && error.code === 'volume.offline')
        return { state: 'held', because: waitsFor(error.details['drive'], params) }
      throw error
    }
  }

  return defineJob<VerifyParams>({
    kind: 'verify',
    parse: (params) => verifyParamsSchema.parse(params),
    lanes: ({ params }) => verifyLanes(reader, params),
    // A person asked for it: before the proxies of clips on the same disk.
    priority: () => 60,
    ask: (params) => {
      const filter = resolved(context, params)
      const { rolls, volumes } = called(context, params)
      const [drive, ...others] = filter.volumeIds
      return {
        subject: drive !== undefined && others.length === 0 ? { kind: 'volume', id: drive } : { kind: 'none', id: '' },
        label: [rolls.join(', '), volumes.join(', ')].filter((part) => part !== '').join(' on '),
        cost: totals(context, filter).bytes,
      }
    },
    run,
  })
}

function waitsFor(drive: unknown, { rolls }: VerifyParams): string {
  return typeof drive === 'string'
    ? `Waits for ${drive}: it is not connected`
    : `Waits for a drive with a copy of ${rolls.join(', ')}`
}

/** A drive went while it was read: what was found of its last copies says nothing of them. */
class DriveGone extends Error {
  readonly label: string
  constructor(label: string) {
    super(`${label} was disconnected`)
    this.label = label
  }
}

async function assertHere(copies: readonly CopyToCheck[], identify: IdentifyVolume): Promise<void> {
  for (const [mountPoint, [first]] of Map.groupBy(copies, (copy) => copy.mountPoint)) {
    const volume = await identify(mountPoint)
    if (volume.mountPoint !== mountPoint || !volume.answers) throw new DriveGone(first!.volumeLabel)
  }
}

/** Where the drives of these lanes are mounted. */
export function mountsOf(db: ReadableDb, lanes: readonly Lane[]): string[] {
  return readVolumes(db).flatMap(({ id, online, mountPoint }) =>
    online && mountPoint !== null && lanes.includes(`volume:${id}`) ? [mountPoint] : [],
  )
}
