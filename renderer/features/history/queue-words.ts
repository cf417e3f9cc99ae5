/**
 * What an offload in the queue does or waits for, and what stays of it when it is cancelled. Pure.
 */
import { destinationStanding, destinationText, type DestinationStanding } from '../../../shared/copies/offload.ts'
import type { DestinationProgress, Offload } from '../../../shared/model/offload.ts'
import type { MarkName } from '../../ui/index.ts'
import { countText, pathParts, wholeText } from '../../ui/words.ts'

/** What one that does not run waits for. */
export function waitWord({ state, queue }: Pick<Offload, 'state' | 'queue'>): {
  readonly mark: MarkName | null
  readonly text: string
} {
  if (queue?.paused === true) return { mark: 'copied', text: 'Paused' }
  if (state === 'queued') return { mark: null, text: queue?.waitsFor ?? 'Next in the queue.' }
  return { mark: 'copied', text: 'Not resumed since the last start' }
}

const MARKS: Readonly<Record<DestinationStanding, MarkName>> = {
  whole: 'verified',
  copied: 'copied',
  begun: 'attention',
  none: 'attention',
}

/** What a destination does, in a word or two. */
export function destinationState(
  one: Pick<
    DestinationProgress,
    'state' | 'paused' | 'failures' | 'filesVerified' | 'filesCopied' | 'conflicts' | 'error'
  >,
  offload: Pick<Offload, 'level' | 'files'>,
): { readonly mark: MarkName | null; readonly text: string } {
  const { state, paused, failures } = one
  const { level } = offload
  if (state === 'failed') return { mark: 'failed', text: destinationText(one, offload) }
  if (failures > 0) return { mark: 'failed', text: `${countText(failures, 'file')} failed` }
  if (state === 'done') return { mark: MARKS[destinationStanding(one, offload)], text: destinationText(one, offload) }
  if (paused || state === 'paused') return { mark: 'copied', text: 'Paused' }
  const words = {
    waiting: 'Waiting',
    copying: 'Copying',
    verifying: level === 'full' ? 'Reading back' : 'Finishing',
    sealing: 'Sealing',
    parked: 'Stopped',
  } as const
  return { mark: null, text: words[state] }
}

/** What is done of a destination: bytes copied, and where that was asked for, read back. */
export function destinationShares(
  { bytesCopied, bytesVerified, state }: Pick<DestinationProgress, 'bytesCopied' | 'bytesVerified' | 'state'>,
  { bytes, level }: Pick<Offload, 'bytes' | 'level'>,
): { readonly share: number; readonly second: number | undefined } {
  const of = (part: number): number => (state === 'done' ? 1 : bytes === 0 ? 0 : Math.min(1, part / bytes))
  return { share: of(bytesCopied), second: level === 'full' ? of(bytesVerified) : undefined }
}

/** What stays when it is cancelled, one line a destination. */
export function whatStays({
  destinations,
  files,
  level,
}: Pick<Offload, 'destinations' | 'files' | 'level'>): readonly string[] {
  return destinations.map((one) => {
    const name = pathParts(one.path).name
    const [done, word] =
      level === 'full' ? ([one.filesVerified, 'read back'] as const) : ([one.filesCopied, 'copied'] as const)
    return done === 0
      ? `${name}: nothing is ${word} yet`
      : `${name}: ${wholeText(done)} of ${countText(files, 'file')} ${done === 1 ? 'is' : 'are'} ${word} and ${done === 1 ? 'stays' : 'stay'}`
  })
}
