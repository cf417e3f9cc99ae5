/**
 * What the copy of a selection came to, in one sentence. The window, the command line and its exit code speak from it.
 */
import type { CopyPlan } from '../../../../shared/model/selection-copy.ts'

export interface CopyFacts {
  readonly folder: string
  /** Clips that were copied, or tried. */
  readonly clips: number
  readonly files: number
  /** Files that were read back and are equal, under their own names. */
  readonly verified: number
  /** Files that stand under another name, because theirs was taken by other bytes. */
  readonly renamed: number
  /** Files whose originals are not what the catalogue knows. */
  readonly differing: number
  readonly sealed: boolean
  /** Of the whole selection. */
  readonly counts: CopyPlan['counts']
}

interface CopyJudgement {
  readonly complete: boolean
  readonly sentence: string
}

/** Judges it. */
export function judgeCopy(facts: CopyFacts): CopyJudgement {
  const { counts, files, verified, renamed, differing, sealed, folder } = facts
  const whole = files > 0 && verified === files && differing === 0
  const left = leftOutText(counts)
  const complete = whole && left === null
  const done = whole
    ? `${clips(facts.clips)} copied to ${folder}: all ${count(files, 'file')} read back and equal${sealed ? ', and sealed' : ', but not sealed'}.`
    : `Not all is copied to ${folder}: ${verified} of ${count(files, 'file')} read back and equal.`
  const parts = [
    done,
    renamed > 0
      ? `${count(renamed, 'file')} ${renamed === 1 ? 'stands' : 'stand'} under another name: a file with other bytes had ${renamed === 1 ? 'its' : 'their'} name.`
      : null,
    differing > 0
      ? `${count(differing, 'original')} ${differing === 1 ? 'is' : 'are'} not what the catalogue knows. Verify that drive.`
      : null,
    left,
  ]
  return { complete, sentence: parts.filter((part) => part !== null).join(' ') }
}

/** What of a selection is not copied, in words; null when nothing is left out. */
export function leftOutText({ away, missing, conflict }: CopyPlan['counts']): string | null {
  const parts = [
    away > 0 ? `${clips(away)} on drives that are away` : null,
    missing > 0 ? `${clips(missing)} without a good copy` : null,
    conflict > 0 ? `${clips(conflict)} with a name that another one has` : null,
  ].filter((part) => part !== null)
  return parts.length === 0 ? null : `Left out: ${parts.join(', ')}.`
}

const clips = (number: number): string => count(number, 'clip')

function count(number: number, one: string): string {
  return `${number.toLocaleString('en-GB')} ${one}${number === 1 ? '' : 's'}`
}
