/**
 * The copy of clips in words. Pure.
 */
import type { CopyPlan } from '../../../shared/model/selection-copy.ts'
import { bytesText, countText } from '../../ui/words.ts'

/** Folders that are offered; the value is the template. */
export const LAYOUTS = [
  { label: 'As on the card, by roll', template: null },
  { label: 'By scene and take', template: 'Scene {scene}/Take {take}' },
  { label: 'By day and roll', template: '{date:YYYY-MM-DD}/{roll}' },
  { label: 'By roll', template: '{roll}' },
] as const

/** “12 clips, 34 files, 5.2 GB of 900 GB free” */
export function planLine({ counts, files, bytes, free }: CopyPlan): string {
  const room = free === null ? '' : ` of ${bytesText(free)} free`
  return `${countText(counts.ready, 'clip')}, ${countText(files, 'file')}, ${bytesText(bytes)}${room}`
}

/** Clips that are not copied, for a heading; null for none. */
export function leftLine({ counts }: CopyPlan): string | null {
  const left = counts.away + counts.missing + counts.conflict
  return left === 0 ? null : `${countText(left, 'clip')} left out`
}

/** On the button. */
export function startText(plan: CopyPlan | null): string {
  return plan === null || plan.counts.ready === 0 ? 'Copy' : `Copy ${countText(plan.counts.ready, 'clip')}`
}
