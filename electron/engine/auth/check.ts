/**
 * Whether a caller may call a procedure: by the right that the procedure declares, and by nothing else. The middleware
 * of services/implement.ts asks this before the input is parsed and before any service runs.
 */
import type { ProcedureMeta } from '../../../shared/contract/base.ts'
import { RushesError } from '../../../shared/model/errors.ts'
import type { Right } from '../../../shared/model/rights.ts'
import type { Principal } from './principal.ts'

/** What each right allows, as the end of "You may not …". */
const ALLOWS: Readonly<Record<Right, string>> = {
  view: 'look at this library',
  review: 'rate clips or write notes in this library',
  edit: 'change clips, copy cards or check files in this library',
  admin: 'change the settings, remotes or backups of this library, or look at the folders of its computer',
  shell: 'ask for this: only the Rushes desktop app itself may',
}

/** Why this call is refused; null when it may go on. A procedure that declares no right is refused to everyone. */
export function refusal(
  caller: Principal,
  meta: Partial<ProcedureMeta>,
  input: unknown,
  procedure: string,
): RushesError | null {
  const { right, lesser } = meta
  if (right === undefined) {
    return new RushesError(
      'forbidden',
      `Rushes has no rule for who may call “${procedure}”, so nobody may. Please report this.`,
      { procedure },
    )
  }
  if (caller.rights.includes(right)) return null
  if (lesser !== undefined && caller.rights.includes(lesser.right) && lesser.input.safeParse(input).success) return null
  return new RushesError('forbidden', sentenceFor(right), { procedure, right })
}

function sentenceFor(right: Right): string {
  return right === 'shell'
    ? `You may not ${ALLOWS.shell}.`
    : `You may not ${ALLOWS[right]}. Ask the person who runs it for the right “${right}”.`
}
