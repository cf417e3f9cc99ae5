/**
 * What is verified and repaired, as jobs: it goes on without this window, a window that is opened meanwhile shows it,
 * and its end is told in words.
 */
import { createStore, type StoreApi } from 'zustand/vanilla'
import { toRushesError } from '../../../shared/contract/client.ts'
import { repairResultSchema, verifyResultSchema } from '../../../shared/model/job-kinds.ts'
import type { JobDetail } from '../../../shared/model/jobs.ts'
import type { RepairEvent, VerifyFinding } from '../../../shared/model/offload.ts'
import type { Volume } from '../../../shared/model/work.ts'
import { newId } from '../../../shared/util/ids.ts'
import type { Library } from '../library/index.ts'
import { checkedText, cureText, repairedText } from './verification-words.ts'

export type Progress = Pick<JobDetail, 'progress' | 'speed' | 'secondsLeft' | 'at'>

/** A verification of a drive, or of one roll on it. */
export interface Check {
  readonly volumeId: string
  /** The job that does it; null until it is queued. */
  readonly jobId: string | null
  /** "RAID_A", "A003 on RAID_A". */
  readonly label: string
  readonly state: 'running' | 'good' | 'bad' | 'stopped' | 'failed'
  readonly progress: Progress | null
  /** Why it does not run yet; null while it runs. */
  readonly waits: string | null
  /** The first of what is not good. */
  readonly problems: readonly VerifyFinding[]
  /** How it ended; empty while it runs. */
  readonly sentence: string
}

export interface Repairing {
  readonly fileIds: readonly string[]
  readonly running: boolean
  readonly share: number
  readonly path: string
  readonly done: readonly Extract<RepairEvent, { type: 'healed' | 'failed' }>[]
  readonly sentence: string
}

export interface VerificationState {
  readonly checks: ReadonlyMap<string, Check>
  /** The copies that the repair sheet asks about; null while it is closed. */
  readonly asked: readonly string[] | null
  readonly repairing: Repairing | null
}

export interface Verification {
  readonly store: StoreApi<VerificationState>
  verify(drive: Pick<Volume, 'id' | 'label'>, roll?: string): Promise<void>
  /** The same for every drive that is here and holds files that the library knows; cards are left alone. */
  verifyAll(): Promise<void>
  stop(volumeId: string): void
  /** Puts the end of a verification away. */
  dismiss(volumeId: string): void
  /** Opens the sheet that says what repairing would do. */
  ask(fileIds: readonly string[]): void
  /** The same for all that can be repaired now; says so when there are none. */
  askAll(): Promise<void>
  /** Closes it; repairing that runs goes on. */
  close(): void
  /** `named`: a person looked at this very copy; one that was changed after it was verified is then replaced, too. */
  repair(fileIds: readonly string[], named?: boolean): Promise<void>
}

/** More than this in one go would take no command. */
const MAX_REPAIRED = 1000

/** Makes the verification of one window. */
export function createVerification({
  connection: { client },
  freshness,
  volumes,
  driveVerification,
  bad,
  toasts,
}: Pick<Library, 'connection' | 'freshness' | 'volumes' | 'driveVerification' | 'bad' | 'toasts'>): Verification {
  const store = createStore<VerificationState>(() => ({ checks: new Map(), asked: null, repairing: null }))
  /** Jobs that this window follows. */
  const followed = new Set<string>()
  let looking = false
  const put = (volumeId: string, change: Partial<Check>): void =>
    store.setState(({ checks }) => {
      const known = checks.get(volumeId)
      return known === undefined ? {} : { checks: new Map(checks).set(volumeId, { ...known, ...change }) }
    })
  const renew = (): void => {
    void volumes.refresh()
    void driveVerification.refresh()
    void bad.refresh()
  }

  /**
   * Follows a job to its end. A line that breaks is taken up again when the engine is back: what it says then is asked
   * anew.
   */
  async function follow(id: string, tell: (job: JobDetail) => void, failed: (sentence: string) => void): Promise<void> {
    if (followed.has(id)) return
    followed.add(id)
    try {
      for await (const job of await client.jobs.watch({ id })) tell(job)
    } catch (thrown) {
      failed(toRushesError(thrown).message)
    }
    followed.delete(id)
    renew()
  }

  async function verify(drive: Pick<Volume, 'id' | 'label'>, roll?: string): Promise<void> {
    if (store.getState().checks.get(drive.id)?.state === 'running') return
    const label = roll === undefined ? drive.label : `${roll} on ${drive.label}`
    begin(drive.id, label, null)
    try {
      const { id } = await client.jobs.start({
        opId: newId(),
        kind: 'verify',
        params: { volumes: [drive.id], rolls: roll === undefined ? [] : [roll] },
      })
      await followCheck(id, drive.id, label)
    } catch (thrown) {
      put(drive.id, { state: 'failed', sentence: toRushesError(thrown).message })
    }
  }

  function begin(volumeId: string, label: string, jobId: string | null): void {
    store.setState(({ checks }) => ({
      checks: new Map(checks).set(volumeId, {
        volumeId,
        jobId,
        label,
        state: 'running',
        progress: null,
        waits: null,
        problems: [],
        sentence: '',
      }),
    }))
  }

  async function followCheck(id: string, volumeId: string, label: string): Promise<void> {
    if (followed.has(id)) return
    begin(volumeId, label, id)
    await follow(
      id,
      (job) => put(volumeId, checkOf(job)),
      (sentence) => put(volumeId, { state: 'failed', sentence }),
    )
  }

  /** What another window, or this one before it was closed, has begun. */
  async function takeUp(): Promise<void> {
    if (looking) return
    looking = true
    const jobs = await client.jobs
      .list({ states: ['running', 'waiting', 'held'], kinds: ['verify', 'repair'] })
      .catch(() => []) // Asked again when the engine is back.
    looking = false
    for (const job of jobs) {
      if (job.kind === 'verify' && job.about.kind === 'volume') void followCheck(job.id, job.about.id, job.subject)
      if (job.kind === 'repair') void followRepair(job.id)
    }
  }

  async function verifyAll(): Promise<void> {
    await Promise.all([volumes.refresh(), driveVerification.refresh()])
    const known = new Set(driveVerification.store.getState().data?.map(({ volumeId }) => volumeId))
    const here = (volumes.store.getState().data ?? []).filter(
      (drive) => drive.online && drive.card === null && drive.kind !== 'card' && known.has(drive.id),
    )
    if (here.length === 0) toasts.say('No connected drive holds files of this library')
    await Promise.all(here.map((drive) => verify(drive)))
  }

  async function askAll(): Promise<void> {
    await bad.refresh()
    const now = new Date()
    const all = bad.store.getState().data ?? []
    const curable = all.filter((copy) => cureText(copy, now).can)
    if (curable.length > 0) ask(curable.map(({ fileId }) => fileId))
    else
      toasts.say(
        all.length === 0
          ? 'No copy is known to be bad'
          : 'No bad copy can be repaired now. The Drives page says what to connect.',
      )
  }

  const ask = (fileIds: readonly string[]): void =>
    store.setState(({ repairing }) => ({
      asked: fileIds.slice(0, MAX_REPAIRED),
      repairing: repairing?.running === true ? repairing : null,
    }))

  async function repair(fileIds: readonly string[], named = false): Promise<void> {
    if (store.getState().repairing?.running === true) return
    store.setState({ repairing: { fileIds, running: true, share: 0, path: '', done: [], sentence: '' } })
    try {
      const { id } = await client.jobs.start({
        opId: newId(),
        kind: 'repair',
        params: { fileIds: fileIds.slice(0, MAX_REPAIRED), named },
      })
      await followRepair(id)
    } catch (thrown) {
      changed({ running: false, sentence: toRushesError(thrown).message })
    }
  }

  const changed = (change: Partial<Repairing>): void =>
    store.setState(({ repairing }) => (repairing === null ? {} : { repairing: { ...repairing, ...change } }))

  async function followRepair(id: string): Promise<void> {
    if (followed.has(id)) return
    store.setState(({ repairing }) => ({
      repairing:
        repairing?.running === true
          ? repairing
          : { fileIds: [], running: true, share: 0, path: '', done: [], sentence: '' },
    }))
    await follow(
      id,
      (job) => changed(repairingOf(job)),
      (sentence) => changed({ running: false, sentence }),
    )
    const { repairing, asked } = store.getState()
    // Nobody looks at the sheet any more: its end is told all the same.
    if (asked === null && repairing !== null && !repairing.running) {
      if (repairing.done.some(({ type }) => type === 'failed')) toasts.fail(repairing.sentence)
      else toasts.say(repairing.sentence)
      store.setState({ repairing: null })
    }
  }

  // When the engine comes back, all is stale: what was begun goes on there, and is followed again.
  freshness.on(['jobs'], () => void takeUp())
  void takeUp()
  return {
    store,
    verify,
    verifyAll,
    ask,
    askAll,
    repair,
    stop: (volumeId) => {
      const jobId = store.getState().checks.get(volumeId)?.jobId ?? null
      if (jobId !== null)
        void client.jobs.cancel({ opId: newId(), ids: [jobId] }).catch((thrown: unknown) => {
          toasts.fail(toRushesError(thrown).message)
        })
    },
    dismiss: (volumeId) =>
      store.setState(({ checks }) => ({
        checks: new Map([...checks].filter(([id, check]) => id !== volumeId || check.state === 'running')),
      })),
    close: () =>
      store.setState(({ repairing }) => ({ asked: null, repairing: repairing?.running === true ? repairing : null })),
  }
}

/** A verification as its job says it stands. */
function checkOf(job: JobDetail): Partial<Check> {
  const result = verifyResultSchema.safeParse(job.result).data
  const said = { progress: job, waits: waitsOf(job), problems: result?.problems ?? [] }
  switch (job.state) {
    case 'done':
      return { ...said, state: result?.ok === true ? 'good' : 'bad', sentence: checkedText(result?.counts ?? {}) }
    case 'failed':
      return { ...said, state: 'failed', sentence: job.error?.message ?? 'The verification failed.' }
    case 'cancelled':
      return { ...said, state: 'stopped', sentence: 'Stopped. What was read back until then is recorded.' }
    case 'waiting':
    case 'held':
    case 'running':
      return { ...said, state: 'running' }
  }
}

function repairingOf(job: JobDetail): Partial<Repairing> {
  const result = repairResultSchema.safeParse(job.result ?? job.checkpoint).data
  const said = { share: job.progress, path: job.at ?? '', done: result?.told ?? [] }
  switch (job.state) {
    case 'done':
      return { ...said, share: 1, running: false, sentence: repairedText(result?.healed ?? 0, result?.failed ?? 0) }
    case 'failed':
      return { ...said, running: false, sentence: job.error?.message ?? 'The repair failed.' }
    case 'cancelled':
      return { ...said, running: false, sentence: 'Cancelled. What was repaired until then stays repaired.' }
    case 'waiting':
    case 'held':
    case 'running':
      return said
  }
}

function waitsOf({ state, heldBy }: JobDetail): string | null {
  return state === 'held' ? heldBy : state === 'waiting' ? (heldBy ?? 'Waits for its turn') : null
}
