/**
 * What breaks while something of a remote is taken is damage of that thing, whatever the exception is called: only so
 * is its device held back alone. Trouble of this machine is not.
 */
import { isRushesError, RushesError, type ErrorCode } from '../../../../shared/model/errors.ts'

/** What holds back the one thing that it is about: damage, and what a newer version wrote. All else goes on. */
export const HELD_BACK: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['remote.damaged', 'remote.newer'])

/** SQLite's trouble with this machine: its disk, its memory, another process. */
const OF_THIS_MACHINE =
  /^SQLITE_(FULL|IOERR|BUSY|LOCKED|READONLY|CORRUPT|NOTADB|NOMEM|CANTOPEN|PROTOCOL|PERM|AUTH|INTERRUPT)/

/**
 * The damage that an exception stands for; the exception itself where it has a code for people or is this machine's
 * trouble.
 */
export function asDamage(error: unknown, damaged: (cause: unknown) => RushesError): unknown {
  if (isRushesError(error) || !(error instanceof Error) || error.name === 'AbortError') return error
  const code: unknown = Reflect.get(error, 'code')
  // Of the file system or the network: ENOSPC, EIO. A closed catalogue has no code, and is a “TypeError”.
  if (typeof code === 'string' && (/^E[A-Z]+$/.test(code) || OF_THIS_MACHINE.test(code))) return error
  if (error.message.includes('database connection is not open')) return error
  return damaged(error)
}

/** So many are told in full. */
const TOLD = 3

/** What holds back several, as one: each is named. Null for none. */
export function together(damages: readonly RushesError[]): RushesError | null {
  const [first, ...others] = damages
  if (first === undefined || others.length === 0) return first ?? null
  const messages = [...new Set(damages.map(({ message }) => message))]
  const names = damages.flatMap(({ details }) => (details['device'] === undefined ? [] : [details['device']]))
  const more = messages.length - TOLD
  return new RushesError(
    damages.some(({ code }) => code === 'remote.damaged') ? 'remote.damaged' : 'remote.newer',
    [
      ...messages.slice(0, TOLD),
      ...(more > 0 ? [`And ${more} more${names.length === 0 ? '' : `; devices that wait: ${names.join(', ')}`}.`] : []),
    ].join(' '),
    names.length === 0 ? first.details : { ...first.details, devices: names.join(' ') },
    { cause: first },
  )
}
