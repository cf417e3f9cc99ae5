/**
 * Where a clip is, of all remotes together.
 */
import type { Where } from '../../../shared/model/sync.ts'

const ORDER = ['both', 'cloud', 'sending', 'fetching', 'waiting', 'local', 'none'] as const

/** Of several places the one that has most. */
export function furthest(all: readonly Pick<Where, 'original' | 'proxy'>[]): Pick<Where, 'original' | 'proxy'> {
  const best = (states: readonly Where['original'][]): Where['original'] =>
    ORDER.find((state) => states.includes(state)) ?? 'none'
  return { original: best(all.map((one) => one.original)), proxy: best(all.map((one) => one.proxy)) }
}
