/**
 * What every service of the engine is given: the open library, its clocks, its events and its log.
 */
import type { Settings } from '../../shared/model/work.ts'
import { readNumbering } from './db/entities/projects.ts'
import { readSettings, readValue, writeSettings, writeValue, type OwnSettings } from './db/core/settings.ts'
import type { Recorder } from './db/entities/commands.ts'
import { formatHybridTime, hear, parseHybridTime, tick, type HybridTime } from './domain/sync/hybrid-clock.ts'
import type { StaleEvents } from './events/stale.ts'
import { ownFiles, type OwnFiles } from './files/own-files.ts'
import { openNotifyAddress } from './library/notify-address.ts'
import type { OpenLibrary } from './library/open.ts'
import type { Logger } from './log.ts'

export interface EngineContext {
  readonly library: OpenLibrary
  /** What is never read as media. */
  readonly own: OwnFiles
  readonly events: StaleEvents
  readonly log: Logger
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly recorder: Recorder
  /** A clock of another device that is not ahead of the true time: ours goes on after it. */
  readonly hear: (clock: string) => void
  readonly settings: () => Settings
  /** Changes some settings and keeps the rest. */
  readonly changeSettings: (changes: Partial<OwnSettings>) => void
}

/** Puts the context together. `userName` is the author until the settings name one. */
export function createContext(parts: {
  library: OpenLibrary
  events: StaleEvents
  log: Logger
  now: () => number
  userName: string
}): EngineContext {
  const { library, now } = parts
  const clock = hybridClock(library, now)
  const address = openNotifyAddress(library.folder.notify)
  return {
    library,
    own: ownFiles(library.folder),
    events: parts.events,
    log: parts.log,
    now,
    settings: () => ({
      ...readSettings(library.reader, parts.userName),
      ...readNumbering(library.reader),
      notifyUrl: address.read(),
    }),
    changeSettings: ({ notifyUrl, ...changes }) => {
      if (notifyUrl !== undefined) address.write(notifyUrl)
      writeSettings(library.writer, changes)
    },
    recorder: { db: library.writer, device: library.deviceId, now, clock: clock.next },
    hear: clock.hear,
  }
}

/** Readings go on from the last one that was written, so that a clock set back never makes an old change win. */
function hybridClock(library: OpenLibrary, now: () => number): { next: () => string; hear: (clock: string) => void } {
  const stored = parseHybridTime(readValue(library.writer, 'clock') ?? '')
  let last: HybridTime =
    stored === null || stored.device !== library.deviceId ? { ms: 0, counter: 0, device: library.deviceId } : stored
  return {
    next: () => {
      last = tick(last, now())
      const text = formatHybridTime(last)
      writeValue(library.writer, 'clock', text)
      return text
    },
    hear: (clock) => {
      const heard = parseHybridTime(clock)
      if (heard !== null) last = hear(last, heard)
    },
  }
}
