/**
 * What an offload came to: exit code, code, and whether it is verified and sealed. The one place that says so; command
 * line, messages and JSON only repeat it.
 */
import type { Offload } from '../../../../shared/model/offload.ts'

interface OffloadEnd {
  /**
   * 0 done as it was asked for · 1 a destination or the source failed · 3 finished, but not all is verified and sealed
   * · 130 stopped.
   */
  readonly exit: 0 | 1 | 3 | 130
  /** `ok`, or a code of the closed set of errors. */
  readonly code: string
  readonly ok: boolean
  /** Every file of the card was copied, read back and is equal, at every destination. */
  readonly verified: boolean
  /** Every file stands in a manifest, at every destination. */
  readonly sealed: boolean
  /** Below the level `full`: everything was copied as it was asked for, and nothing read back. */
  readonly copied: boolean
  readonly sentence: string
}

type Told = Pick<Offload, 'state' | 'level' | 'verdict' | 'error'> & {
  readonly destinations: readonly Pick<Offload['destinations'][number], 'error'>[]
}

/** What the levels below `full` leave open as they were asked for, and what says nothing of the copies themselves. */
const LEFT_OPEN: ReadonlySet<string> = new Set(['level', 'unsealed', 'devices', 'on_card', 'cached'])

/**
 * Says what an offload came to.
 * @param interrupted somebody stopped it
 */
export function offloadEnd(offload: Told, interrupted = false): OffloadEnd {
  const { state, verdict, error } = offload
  const verified = verdict?.verified === true && state === 'done'
  const sealed =
    state === 'done' &&
    verdict !== null &&
    (verdict.sealed ?? !verdict.reasons.some(({ code }) => code === 'unsealed' || code === 'unnameable'))
  const copied = state === 'done' && asAskedFor(offload)
  const sentence =
    verdict?.sentence ??
    error?.message ??
    (interrupted || state === 'parked'
      ? 'Stopped. What is verified stays; run the same command to resume.'
      : 'This offload is not complete.')
  return { ...exitOf(offload, interrupted, { verified, sealed, copied }), verified, sealed, copied, sentence }
}

function exitOf(
  { state, verdict, error, destinations }: Told,
  interrupted: boolean,
  { verified, sealed, copied }: Pick<OffloadEnd, 'verified' | 'sealed' | 'copied'>,
): Pick<OffloadEnd, 'exit' | 'code' | 'ok'> {
  const as = (exit: OffloadEnd['exit'], code: string): Pick<OffloadEnd, 'exit' | 'code' | 'ok'> => ({
    exit,
    code,
    ok: exit === 0,
  })
  const broken = destinations.find((destination) => destination.error !== null)?.error ?? error
  if ((verified && sealed) || copied) return as(0, 'ok')
  // The copies are good; what no manifest tells of has to be known all the same.
  if (verified)
    return as(
      3,
      broken?.code ??
        (verdict?.reasons.some(({ code }) => code === 'unnameable') === true ? 'mhl.unnameable' : 'verify.incomplete'),
    )
  if (state === 'parked' && error !== null && !interrupted) return as(1, error.code)
  if (state === 'parked' || interrupted) return as(130, 'cancelled')
  if (state === 'failed') return as(1, broken?.code ?? 'internal')
  return broken === null ? as(3, 'verify.incomplete') : as(broken.code.startsWith('source.') ? 3 : 1, broken.code)
}

/**
 * Below `full` nothing is verified; all is well when nothing but what the level leaves open stands against the copies.
 */
function asAskedFor({ level, verdict, destinations, error }: Told): boolean {
  return (
    level !== 'full' &&
    verdict !== null &&
    error === null &&
    destinations.every((one) => one.error === null) &&
    verdict.reasons.every(({ code }) => LEFT_OPEN.has(code))
  )
}
