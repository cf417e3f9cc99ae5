/**
 * A query that finds no clip, where something is to be done with what it finds: most often a slip of the keys, and a
 * script has to notice it.
 */
import type { EngineClient } from '../../shared/contract/client.ts'
import { RushesError } from '../../shared/model/errors.ts'
import { visible } from '../../shared/util/visible.ts'

/** What is thrown then: `not_found`. */
export function noClip(query: string): RushesError {
  return new RushesError(
    'not_found',
    query.trim() === ''
      ? 'There is no clip in this library. Add some with: rushes scan FOLDER'
      : `No clip is found by “${visible(query)}”. List the clips with: rushes ls`,
  )
}

/** Throws where a query finds nothing. Without words it means all there is, even nothing. */
export async function needClips(client: EngineClient, query: string): Promise<void> {
  if (query.trim() === '') return
  const { rows } = await client.assets.list({ query, limit: 1 })
  if (rows.length === 0) throw noClip(query)
}
