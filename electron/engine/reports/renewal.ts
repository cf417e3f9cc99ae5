/**
 * A report of an offload is written when it ends: then its clips may not be read yet, and have no pictures. Such a
 * report says so, and is written anew once there is nothing more to wait for, in this run of the engine or a later one.
 */
import type { EngineContext } from '../context.ts'
import { countJobs } from '../db/jobs/jobs-read.ts'
import { readValue, writeValue } from '../db/core/settings.ts'

const KEY = 'reports to renew'
/** More are not kept: whoever offloads faster than media is read asks for the reports that matter. */
const MOST = 50

interface Renewal {
  /** The report of this offload lacks facts. */
  add(offloadId: string): void
  /** Ends it, and waits for the report that is being written. */
  close(): Promise<void>
}

/**
 * Starts watching. `renew` writes the reports of an offload once more, and never rejects. `unread` is true while clips
 * wait to be read.
 */
export function startRenewal(
  context: EngineContext,
  renew: (offloadId: string) => Promise<void>,
  unread: () => boolean,
): Renewal {
  const stop = new AbortController()
  const { reader, writer } = context.library
  const kept = (): string[] => JSON.parse(readValue(reader, KEY) ?? '[]') as string[]
  const keep = (ids: readonly string[]): void => writeValue(writer, KEY, JSON.stringify(ids.slice(-MOST)))
  let last: Promise<void> = Promise.resolve()

  const look = (): void => {
    if (context.library.onlyReading !== null) return
    const ids = kept()
    if (ids.length === 0 || unread()) return
    const { waiting, running } = countJobs(reader).media
    if (waiting + running > 0) return
    keep([])
    last = last.then(async () => {
      for (const [index, id] of ids.entries()) {
        // The engine ends: the next one renews the rest.
        if (stop.signal.aborted) return keep([...new Set([...kept(), ...ids.slice(index)])])
        await renew(id)
      }
    })
  }
  const watch = async (): Promise<void> => {
    for await (const { topics } of context.events.watch(stop.signal))
      if (topics.includes('jobs') || topics.includes('assets')) look()
  }
  void watch().catch((error: unknown) => {
    if (!stop.signal.aborted) context.log.warn({ err: error }, 'reports are not renewed any more in this run')
  })
  look()
  return {
    add(offloadId) {
      keep([...new Set([...kept(), offloadId])])
      look()
    },
    close: () => {
      stop.abort()
      return last
    },
  }
}
