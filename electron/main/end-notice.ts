/**
 * What the system's notification says when an offload has come to its end, or was cut off. Pure.
 */
import type { Offload } from '../../shared/model/offload.ts'
import { visibleAll } from '../../shared/util/visible.ts'

interface EndNotice {
  readonly title: string
  readonly body: string
}

/** The notice of an offload that no longer runs; null for one that a person stopped or paused, who knows it already. */
export function endNotice(ended: Offload): EndNotice | null {
  const offload = visibleAll(ended)
  if (offload.state === 'parked' && offload.error === null) return null
  const ejected = offload.ejected.map((one) => one.message)
  const said = offload.verdict?.sentence ?? offload.error?.message ?? 'It has ended.'
  return { title: offload.name, body: [said, ...ejected].join(' ') }
}

/** The ids that were running before and are not any more. */
export function endedSince(before: readonly Offload[], now: readonly Offload[]): readonly string[] {
  const here = new Set(now.map((one) => one.id))
  return before.filter((one) => !here.has(one.id)).map((one) => one.id)
}
