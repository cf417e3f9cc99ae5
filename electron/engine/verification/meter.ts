/**
 * Progress of a verification as events, at most ten a second.
 */
import type { VerifyEvent } from '../../../shared/model/offload.ts'

export type Tell = (event: VerifyEvent) => void

export interface Reading {
  readonly bytes: number
  readonly totalBytes: number
  readonly files: number
  readonly totalFiles: number
  readonly path: string | null
}

/**
 * Makes the function that tells readings on, with speed and time left over the whole run; `before` are bytes that an
 * earlier run has read.
 */
export function meter(push: Tell, now: () => number, before = 0): (reading: Reading) => void {
  const begin = now()
  let last = 0
  return (reading) => {
    const at = now()
    if (at - last < 100) return
    last = at
    const speed = ((reading.bytes - before) / Math.max(1, at - begin)) * 1000
    push({
      type: 'progress',
      ...reading,
      speed,
      secondsLeft: speed === 0 ? null : Math.max(0, (reading.totalBytes - reading.bytes) / speed),
    })
  }
}
