/**
 * What lies at a remote and nobody needs any more: packs of sendings that were given up, pictures and proxies that were
 * made anew. Looked for once a week, by one of the devices, and removed days later: see `bytes/garbage.ts`.
 */
import { RushesError } from '../../../shared/model/errors.ts'
import type { RemoteTidied } from '../../../shared/model/sync.ts'
import type { EngineContext } from '../context.ts'
import { isKnownContent } from '../db/sync/transfer-classes.ts'
import { readValue, writeValue } from '../db/core/settings.ts'
import type { ByteSync } from './bytes/byte-sync.ts'
import type { JournalSync } from './journal/journal-sync.ts'
import { housekeepingRank } from './journal/tidying.ts'

const DAY_MS = 86_400_000
/** So often it is looked. */
const LOOK_MS = 7 * DAY_MS
/** And so soon again where something is to go: a plan has to be a day old. */
const FOLLOW_MS = 1.1 * DAY_MS

interface StorageTidying {
  /** Looks when that is due, and it is this device's turn. */
  whenDue(signal: AbortSignal): Promise<void>
  /**
   * Looks now. `dryRun` says what would go and changes nothing. Throws `conflict` where this device has not heard
   * everything.
   */
  now(dryRun: boolean, signal: AbortSignal): Promise<RemoteTidied>
}

/** Makes one for a remote. */
export function createStorageTidying({
  context,
  remoteId,
  journal,
  bytes,
}: {
  readonly context: EngineContext
  readonly remoteId: string
  readonly journal: JournalSync
  readonly bytes: ByteSync
}): StorageTidying {
  const { reader, writer } = context.library
  const key = `tidied:${remoteId}`

  async function look(dryRun: boolean, signal: AbortSignal): Promise<RemoteTidied> {
    return await bytes.collectGarbage({ dryRun, isLive: (content) => isKnownContent(reader, content) }, signal)
  }

  return {
    async whenDue(signal) {
      const next = Number(readValue(reader, key) ?? 0)
      // A library that was just added to a place has nothing to tidy there for a week; a clock that went back asks too
      // early at most.
      if (next === 0) writeValue(writer, key, String(context.now() + LOOK_MS))
      if (next === 0 || context.now() < next || housekeepingRank(context) > 0 || !(await journal.knowsAll(signal)))
        return
      const { planned, removed, waits } = await look(false, signal)
      const goesOn = waits !== null || planned.packs + planned.manifests > 0
      writeValue(writer, key, String(context.now() + (goesOn ? FOLLOW_MS : LOOK_MS)))
      if (removed.packs + removed.manifests > 0)
        context.log.info({ remote: remoteId, ...removed }, 'what nobody needs was removed from a remote')
    },
    async now(dryRun, signal) {
      if (!(await journal.knowsAll(signal))) {
        throw new RushesError(
          'conflict',
          'This device has not received all changes of the others yet, so it can’t tell what they need. Sync it first: rushes sync --once',
        )
      }
      return await look(dryRun, signal)
    },
  }
}
