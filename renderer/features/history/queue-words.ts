/**
 * What an offload in the queue does or waits for, and what stays of it when it is cancelled. Pure.
 */
import type { DestinationProgress, Offload } from '../../../shared/model/offload.ts'
import type { MarkName } from '../../ui/index.ts'
import { countText, pathParts, wholeText } from '../../ui/words.ts'

/** What one that does not run waits for. */
export function waitWord({ state, queue }: Pick<Offload, 'state' | 'queue'>): { readonly mark: MarkName | null; readonly text: string } {
  if (queue?.paused === true) return { mark: 'copied', text: 'Paused' }
  if (state === 'queued') return { mark: null, text: queue?.waitsFor ?? 'Its turn comes next.' }
  return { mark: 'copied', text: 'Not taken up again since the last start' }
}

/** What a destination does, in a word or two. */
export function destinationState({ state, paused, failures, filesVerified }: Pick<DestinationProgress, 'state' | 'paused' | 'failures' | 'filesVerified'>, { level, files }: Pick<Offload, 'level' | 'files'>): { readonly mark: MarkName | null; readonly text: string } {
  if (state === 'failed') return { mark: 'failed', text: 'Stopped' }
  if (failures > 0) return { mark: 'failed', text: `${countText(failures, 'file')} failed` }
  if (state === 'done' && level !== 'full') return { mark: 'copied', text: 'Copied, not read back' }
  if (state === 'done') return filesVerified >= files ? { mark: 'verified', text: 'Read back' } : { mark: 'attention', text: 'Not all read back' }
  if (paused || state === 'paused') return { mark: 'copied', text: 'Paused' }
  const words = { waiting: 'Waits', copying: 'Copying', verifying: level === 'full' ? 'Reading back' : 'Finishing', sealing: 'Sealing', parked: 'Parked' } as const
  return { mark: null, text: words[state] }
}

/** What is done of a destination: bytes copied, and where that was asked for, read back. */
export function destinationShares({ bytesCopied, bytesVerified, state }: Pick<DestinationProgress, 'bytesCopied' | 'bytesVerified' | 'state'>, { bytes, level }: Pick<Offload, 'bytes' | 'level'>): { readonly share: number; readonly second: number | undefined } {
  const of = (part: number): number => (state === 'done' ? 1 : bytes === 0 ? 0 : Math.min(1, part / bytes))
  return { share: of(bytesCopied), second: level === 'full' ? of(bytesVerified) : undefined }
}

/** What stays when it is cancelled, one line a destination. */
export function whatStays({ destinations, files, level }: Pick<Offload, 'destinations' | 'files' | 'level'>): readonly string[] {
  return destinations.map((one) => {
    const name = pathParts(one.path).name
    const [done, word] = level === 'full' ? [one.filesVerified, 'read back'] as const : [one.filesCopied, 'copied'] as const
    return done === 0 ? `${name}: nothing is ${word} yet` : `${name}: ${wholeText(done)} of ${countText(files, 'file')} ${done === 1 ? 'is' : 'are'} ${word} and ${done === 1 ? 'stays' : 'stay'}`
  })
}
