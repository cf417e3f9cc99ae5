/**
 * A scan that a person asked for: its folder is read, then what rests in it is ingested.
 */
import type { RootScanEvent } from '../../../shared/model/watching.ts'
import type { Scans } from './scans.ts'

/** What ingest a root's settled files came to. */
interface Drained {
  readonly takenIn: number
  readonly waiting: number
  readonly problems: readonly { readonly path: string; readonly message: string }[]
}

export interface TakesIn {
  drain(rootId: string, signal?: AbortSignal): Promise<Drained>
}

/** Live counts; the last event is `done`. Throws why the folder can't be trusted. */
export async function* scanAndIngest(
  scans: Pick<Scans, 'run'>,
  ingestQueue: TakesIn,
  rootId: string,
  folder: string,
  signal: AbortSignal | undefined,
  options: { readonly fresh?: boolean } = {},
): AsyncGenerator<RootScanEvent, void> {
  for await (const event of scans.run(rootId, folder, signal, options)) {
    if (event.type === 'progress') {
      yield event
      continue
    }
    const { takenIn, waiting, problems } = await ingestQueue.drain(rootId, signal)
    yield {
      ...event,
      takenIn,
      waiting,
      unreadable: event.unreadable + problems.length,
      problems: [...event.problems, ...problems],
    }
  }
}
