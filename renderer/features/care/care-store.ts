/**
 * What the window checks and heals: it goes on while other views are looked at, and its end is told in words.
 */
import { createStore, type StoreApi } from 'zustand/vanilla'
import { toRushesError } from '../../../shared/contract/client.ts'
import type { HealEvent, VerifyEvent, VerifyFinding } from '../../../shared/model/offload.ts'
import type { Volume } from '../../../shared/model/work.ts'
import { newId } from '../../../shared/util/ids.ts'
import type { Library } from '../library/index.ts'
import { checkedText, cureText, healedText } from './care-words.ts'

export type Progress = Omit<Extract<VerifyEvent, { type: 'progress' }>, 'type'>

/** A verification of a drive, or of one roll on it. */
export interface Check {
  readonly volumeId: string
  /** "RAID_A", "A003 on RAID_A". */
  readonly label: string
  readonly state: 'running' | 'good' | 'bad' | 'stopped' | 'failed'
  readonly progress: Progress | null
  /** The first of what is not good. */
  readonly problems: readonly VerifyFinding[]
  /** How it ended; empty while it runs. */
  readonly sentence: string
}

export interface Healing {
  readonly fileIds: readonly string[]
  readonly running: boolean
  readonly share: number
  readonly path: string
  readonly done: readonly Extract<HealEvent, { type: 'healed' | 'failed' }>[]
  readonly sentence: string
}

export interface CareState {
  readonly checks: ReadonlyMap<string, Check>
  /** The copies that the heal sheet asks about; null while it is closed. */
  readonly asked: readonly string[] | null
  readonly healing: Healing | null
}

export interface Care {
  readonly store: StoreApi<CareState>
  verify(drive: Pick<Volume, 'id' | 'label'>, roll?: string): Promise<void>
  /** The same for every drive that is here and holds files that the library knows; cards are left alone. */
  verifyAll(): Promise<void>
  stop(volumeId: string): void
  /** Puts the end of a verification away. */
  dismiss(volumeId: string): void
  /** Opens the sheet that says what healing would do. */
  ask(fileIds: readonly string[]): void
  /** The same for all that can be healed now; says so when there are none. */
  askAll(): Promise<void>
  /** Closes it; healing that runs goes on. */
  close(): void
  heal(fileIds: readonly string[]): Promise<void>
}

const MAX_PROBLEMS = 100
/** More than this in one go would take no command. */
const MAX_HEALED = 1000

/** Makes the care of one window. */
export function createCare({ connection: { client }, volumes, care, bad, toasts }: Pick<Library, 'connection' | 'volumes' | 'care' | 'bad' | 'toasts'>): Care {
  const store = createStore<CareState>(() => ({ checks: new Map(), asked: null, healing: null }))
  const stops = new Map<string, AbortController>()
  const put = (volumeId: string, change: Partial<Check>): void => store.setState(({ checks }) => {
    const known = checks.get(volumeId)
    return known === undefined ? {} : { checks: new Map(checks).set(volumeId, { ...known, ...change }) }
  })
  const renew = (): void => {
    void volumes.refresh()
    void care.refresh()
    void bad.refresh()
  }

  async function verify(drive: Pick<Volume, 'id' | 'label'>, roll?: string): Promise<void> {
    if (stops.has(drive.id)) return
    const controller = new AbortController()
    stops.set(drive.id, controller)
    const label = roll === undefined ? drive.label : `${roll} on ${drive.label}`
    const begun: Check = { volumeId: drive.id, label, state: 'running', progress: null, problems: [], sentence: '' }
    store.setState(({ checks }) => ({ checks: new Map(checks).set(drive.id, begun) }))
    const problems: VerifyFinding[] = []
    try {
      for await (const event of await client.verify.copies({ volumes: [drive.id], rolls: roll === undefined ? [] : [roll] }, { signal: controller.signal })) {
        if (event.type === 'progress') put(drive.id, { progress: event, problems: [...problems] })
        if (event.type === 'finding' && event.finding !== 'verified' && problems.length < MAX_PROBLEMS) problems.push(event)
        if (event.type === 'done') put(drive.id, { state: event.ok ? 'good' : 'bad', problems, sentence: checkedText(event.counts) })
      }
    } catch (thrown) {
      if (controller.signal.aborted) put(drive.id, { state: 'stopped', problems, sentence: 'Stopped. What was read back until then is recorded.' })
      else put(drive.id, { state: 'failed', problems, sentence: toRushesError(thrown).message })
    }
    stops.delete(drive.id)
    renew()
  }

  async function verifyAll(): Promise<void> {
    await Promise.all([volumes.refresh(), care.refresh()])
    const known = new Set(care.store.getState().data?.map(({ volumeId }) => volumeId))
    const here = (volumes.store.getState().data ?? []).filter((drive) => drive.online && drive.card === null && drive.kind !== 'card' && known.has(drive.id))
    if (here.length === 0) toasts.say('No connected drive holds files of this library')
    await Promise.all(here.map((drive) => verify(drive)))
  }

  async function askAll(): Promise<void> {
    await bad.refresh()
    const now = new Date()
    const all = bad.store.getState().data ?? []
    const curable = all.filter((copy) => cureText(copy, now).can)
    if (curable.length > 0) ask(curable.map(({ fileId }) => fileId))
    else toasts.say(all.length === 0 ? 'No copy is known to be bad' : 'No bad copy can be repaired now. The Drives page says what to connect.')
  }

  const ask = (fileIds: readonly string[]): void => store.setState(({ healing }) => ({ asked: fileIds.slice(0, MAX_HEALED), healing: healing?.running === true ? healing : null }))

  async function heal(fileIds: readonly string[]): Promise<void> {
    if (store.getState().healing?.running === true) return
    const put = (change: Partial<Healing>): void => store.setState(({ healing }) => (healing === null ? {} : { healing: { ...healing, ...change } }))
    store.setState({ healing: { fileIds, running: true, share: 0, path: '', done: [], sentence: '' } })
    try {
      for await (const event of await client.verify.heal({ opId: newId(), fileIds: fileIds.slice(0, MAX_HEALED) })) {
        if (event.type === 'progress') put({ share: event.totalBytes === 0 ? 0 : event.bytes / event.totalBytes, path: event.path })
        else if (event.type === 'done') put({ running: false, share: 1, sentence: healedText(event.healed, event.failed) })
        else put({ done: [...store.getState().healing?.done ?? [], event] })
      }
    } catch (thrown) {
      put({ running: false, sentence: toRushesError(thrown).message })
    }
    const { healing, asked } = store.getState()
    // Nobody looks at the sheet any more: its end is told all the same.
    if (asked === null && healing !== null) {
      if (healing.done.some(({ type }) => type === 'failed')) toasts.fail(healing.sentence)
      else toasts.say(healing.sentence)
      store.setState({ healing: null })
    }
    renew()
  }

  return {
    store, verify, verifyAll, ask, askAll, heal,
    stop: (volumeId) => stops.get(volumeId)?.abort(),
    dismiss: (volumeId) => store.setState(({ checks }) => ({ checks: new Map([...checks].filter(([id, check]) => id !== volumeId || check.state === 'running')) })),
    close: () => store.setState(({ healing }) => ({ asked: null, healing: healing?.running === true ? healing : null })),
  }
}
