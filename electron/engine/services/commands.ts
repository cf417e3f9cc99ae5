/**
 * How a command runs: once for its opId, journalled, announced.
 */
import type { Change } from '../db/entities/changes.ts'
import { recordCommand, recordedResult } from '../db/entities/commands.ts'
import type { EngineContext } from '../context.ts'
import type { Topic } from '../../../shared/model/work.ts'

/**
 * Does a person's changes in one transaction and announces them. The same opId again gives the recorded answer and
 * changes nothing. `result` is what the client gets beside the revision.
 */
export function runCommand<Result extends object>(
  context: EngineContext,
  opId: string,
  label: string,
  topics: readonly Topic[],
  changes: readonly Change[],
  result: Result,
): Result & { revision: number } {
  const recorded = recordedResult(context.library.writer, opId)
  if (recorded !== undefined) return { ...(recorded as Result), revision: context.events.revision }
  const touched = recordCommand(context.recorder, { opId, label, kind: 'user', target: null }, changes, result)
  context.events.publish([...topics, 'history'], touched.length > 0 ? touched : [])
  return { ...result, revision: context.events.revision }
}

/** "Rate 1 clip", "Rate 3 clips". */
export function clipCount(count: number): string {
  return count === 1 ? '1 clip' : `${count} clips`
}
