/**
 * Finding lost files again, as procedures.
 */
import { authorOf } from '../auth/principal.ts'
import type { EngineContext } from '../context.ts'
import { applyRelinks } from '../relink/apply.ts'
import { proposeRelinks, type ProposeDeps } from '../relink/propose.ts'
import { searchFor } from './assets.ts'
import type { Scans } from '../scan/scans.ts'
import type { Builder } from './implement.ts'

/** Implements `relink`. */
export function relinkServices(os: Builder, context: EngineContext, deps: ProposeDeps & Pick<Scans, 'inTurn'>) {
  return os.relink.router({
    propose: os.relink.propose.handler(({ input, signal }) =>
      proposeRelinks(context, deps, searchFor(context, input.query), input.folders, input.limit, signal),
    ),
    apply: os.relink.apply.handler(async ({ input, context: caller }) => {
      const { assetIds, ...linked } = await applyRelinks(
        context,
        { hash: (path) => deps.hash(path, undefined), inTurn: deps.inTurn },
        input.choices,
        authorOf(caller, context.settings().author),
      )
      context.events.publish(['assets', 'volumes'], assetIds)
      return linked
    }),
  })
}
