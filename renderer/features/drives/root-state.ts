/**
 * The state of a watched folder in words. Pure.
 */
import type { Root } from '../../../shared/model/watching.ts'
import type { MarkName } from '../../ui/index.ts'
import { countText, momentText, wholeText } from '../../ui/words.ts'

/** One sentence for the folder's row. */
export function rootState(root: Root, now: Date): { readonly mark: MarkName | null; readonly text: string } {
  const asOf = root.trueAt === null ? 'not scanned completely yet' : `up to date at ${momentText(root.trueAt, now)}`
  switch (root.state) {
    case 'scanning':
      return { mark: null, text: 'Scanning' }
    case 'offline':
      return { mark: 'offline', text: `Drive offline, ${asOf}` }
    case 'failed':
      return { mark: 'attention', text: root.error ?? 'It could not be scanned' }
    case 'asking':
      return {
        mark: 'attention',
        text: `${countText(root.guard?.missing ?? 0, 'file was', 'files were')} not found. Is that meant?`,
      }
    case 'idle':
      return {
        mark: null,
        text:
          root.watching === 'live' && root.trueAt !== null
            ? `Up to date at ${momentText(root.trueAt, now)}`
            : `${{ live: 'Watched', timed: 'Scanned on a schedule', off: 'Scanned on request' }[root.watching]}, ${asOf}`,
      }
  }
}

/** One or two words for the sidebar. */
export function rootWord(root: Root, now: Date): { readonly mark: MarkName | null; readonly text: string } {
  switch (root.state) {
    case 'scanning':
      return { mark: null, text: 'Scanning' }
    case 'offline':
      return { mark: 'offline', text: 'Offline' }
    case 'failed':
      return { mark: 'attention', text: 'Failed' }
    case 'asking':
      return { mark: 'attention', text: 'Question' }
    case 'idle':
      return { mark: null, text: root.trueAt === null ? '' : momentText(root.trueAt, now) }
  }
}

/** What a scan that is done has found: "39 files seen: 2 new, 1 moved". */
export function scanText(event: {
  readonly files: number
  readonly added: number
  readonly changed: number
  readonly moved: number
  readonly missing: number
  readonly back: number
}): string {
  const parts = (
    [
      [event.added, 'new'],
      [event.changed, 'changed'],
      [event.moved, 'moved'],
      [event.missing, 'missing'],
      [event.back, 'back again'],
    ] as const
  )
    .filter(([count]) => count !== 0)
    .map(([count, word]) => `${wholeText(count)} ${word}`)
  return `${countText(event.files, 'file')} seen: ${parts.length === 0 ? 'nothing has changed' : parts.join(', ')}`
}
