/**
 * What became of an offload, in the words of the trade. Pure. Nothing is called verified that was not read back.
 */
import {
  RENAMED_WORD,
  destinationCount,
  destinationName,
  destinationStanding,
  isLost,
  isRenamedOnly,
  renamedFilesText,
} from '../../../shared/copies/offload.ts'
import type { PastOffload } from '../../../shared/model/offload-history.ts'
import type { MarkName } from '../../ui/index.ts'
import { countText, speedText } from '../../ui/words.ts'

export interface Told {
  readonly mark: MarkName | null
  readonly text: string
}

/** True while it works or waits for its turn. */
function isUnderWay({ state }: Pick<PastOffload, 'state'>): boolean {
  return (
    state === 'queued' || state === 'planned' || state === 'copying' || state === 'verifying' || state === 'sealing'
  )
}

/** The verdict in a few words: "Safe to format", "Copied, not verified", "2 files failed on RAID_A", "Parked". */
export function verdictWord(past: PastOffload): Told {
  if (past.state === 'parked') return { mark: 'copied', text: 'Stopped, can be resumed' }
  if (past.state === 'failed') return { mark: 'failed', text: 'Failed' }
  if (isUnderWay(past)) return { mark: null, text: 'Running' }
  const failing = past.destinations.filter((one) => one.failures > 0 || one.state === 'failed')
  const [first] = failing
  if (first !== undefined && failing.length > 1)
    return { mark: 'failed', text: `Failures on ${failing.length} destinations` }
  if (first !== undefined)
    return {
      mark: 'failed',
      text:
        first.failures > 0
          ? `${countText(first.failures, 'file')} failed on ${destinationName(first)}`
          : isLost(first)
            ? `${destinationName(first)} was disconnected`
            : `${destinationName(first)} failed`,
    }
  if (past.verdict?.safeToFormat === true) return { mark: 'verified', text: 'Safe to format when it ended' }
  if (past.level !== 'full') return { mark: 'copied', text: 'Copied, not verified' }
  return past.verdict?.verified === true
    ? { mark: 'attention', text: 'Verified, not safe to format' }
    : {
        mark: 'attention',
        text: past.verdict?.sentence.startsWith(RENAMED_WORD) === true ? RENAMED_WORD : 'Not all verified',
      }
}

/** What stands under the verdict: the level where it says less than the verdict does, or the reason. */
export function verdictNote(past: PastOffload): string {
  if (past.error !== null) return past.error
  const stopped = past.destinations.find((one) => one.error !== null)
  if (stopped?.error != null) return stopped.error
  // The verdict stands above it already: what is left are the reasons, or the evidence.
  if (past.state === 'done' && past.verdict !== null)
    return capital(past.verdict.sentence.replace(/^.*?[Ss]afe to format: /, ''))
  return past.state === 'parked' ? 'Resume continues where it stopped.' : LEVELS[past.level]
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** How far the copies were proven. */
export const LEVELS: Readonly<Record<PastOffload['level'], string>> = {
  full: 'Read back',
  source: 'Hash of the source only',
  size: 'Sizes only',
}

/** One destination: its mark, and a word of it. */
export function destinationTold(
  one: PastOffload['destinations'][number],
  past: Pick<PastOffload, 'files' | 'level'>,
): Told {
  if (one.state === 'failed')
    return { mark: 'failed', text: `${isLost(one) ? 'drive lost' : 'failed'}, ${destinationCount(one, past)}` }
  if (one.failures > 0) return { mark: 'failed', text: `${countText(one.failures, 'file')} failed` }
  if (one.state === 'parked') return { mark: 'copied', text: `stopped, ${destinationCount(one, past)}` }
  if (one.state !== 'done') return { mark: null, text: 'running' }
  switch (destinationStanding(one, past)) {
    case 'whole':
      return { mark: 'verified', text: one.readBack === 'page-cache' ? 'read back from the cache' : 'read back' }
    case 'copied':
      return { mark: 'copied', text: past.level === 'source' ? 'copied, source hashed' : 'copied, sizes only' }
    case 'begun':
    case 'none':
      return {
        mark: 'attention',
        text: isRenamedOnly(one, past) ? renamedFilesText(one.conflicts) : destinationCount(one, past),
      }
  }
}

/** Destinations in one line when they agree: "both read back", "all 3 read back"; else each by its name. */
export function destinationsNote(past: PastOffload): string {
  const told = past.destinations.map((one) => destinationTold(one, past).text)
  const [first] = told
  if (first === undefined) return ''
  if (!told.every((text) => text === first))
    return past.destinations.map((one, at) => `${destinationName(one)} ${told[at] ?? ''}`).join(', ')
  return told.length === 1 ? first : `${told.length === 2 ? 'both' : `all ${told.length}`} ${first}`
}

/**
 * How long it took from its start to its end, and how fast that was over all: "2 min, 412 MB/s". Empty without an end.
 */
export function tookText({
  startedAt,
  finishedAt,
  bytes,
  state,
}: Pick<PastOffload, 'startedAt' | 'finishedAt' | 'bytes' | 'state'>): string {
  if (finishedAt === null || state !== 'done') return ''
  const seconds = Math.max(0, finishedAt - startedAt) / 1000
  const took =
    seconds < 1
      ? 'under 1\u00a0s'
      : seconds < 60
        ? `${Math.round(seconds)}\u00a0s`
        : seconds < 3600
          ? `${Math.round(seconds / 60)}\u00a0min`
          : `${Math.floor(seconds / 3600)}\u00a0h ${Math.round((seconds % 3600) / 60)}\u00a0min`
  // The speed of a blink says nothing.
  return seconds < 1 ? took : `${took}, ${speedText(bytes / seconds)}`
}

/** The search for its clips. Null where nothing was hashed by which they could be known again. */
export function clipsQuery({ id, level }: Pick<PastOffload, 'id' | 'level'>): string | null {
  return level === 'size' ? null : `offload:${id}`
}
