/**
 * Cataloguing in place as a procedure.
 */
import { addInPlace, type HashOne, type MissIn } from '../ingest/add-in-place.ts'
import type { EngineContext } from '../context.ts'
import type { Builder } from './implement.ts'

/** Implements `catalogue`. `added` is called when new clips are in, so that they are probed. */
export function catalogueServices(
  os: Builder,
  context: EngineContext,
  hash: HashOne,
  missIn: MissIn,
  added: () => Promise<void>,
) {
  return os.catalogue.router({
    add: os.catalogue.add.handler(async function* ({ input, signal }) {
      for await (const event of addInPlace(context, input.paths, hash, missIn, signal)) {
        if (event.type === 'done') await added()
        yield event
      }
    }),
  })
}
