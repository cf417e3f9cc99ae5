/**
 * Versions as procedures: the stack, comparing, joining and splitting by hand, pinning, restoring, thinning.
 */
import { RushesError } from '../../../shared/model/errors.ts'
import { authorOf } from '../auth/principal.ts'
import type { EngineContext } from '../context.ts'
import type { Change } from '../db/entities/changes.ts'
import { recordedResult } from '../db/entities/commands.ts'
import { emptyAssetLike, versionIds } from '../db/versions/stacks.ts'
import { findVersion, readVersionList } from '../db/versions/versions.ts'
import type { VersionBytes } from '../versions/bytes.ts'
import { compareVersions } from '../versions/compare.ts'
import { requireAssets } from './assets.ts'
import { runCommand } from './commands.ts'
import type { Builder } from './implement.ts'

/** Implements `versions`. */
export function versionServices(os: Builder, context: EngineContext, bytes: VersionBytes) {
  const { writer } = context.library
  const moves = (ids: readonly string[], to: string): Change[] =>
    ids.map((entityId) => ({ entity: 'version', entityId, field: 'asset', value: to }))
  const mark = (entityId: string, field: 'pinned' | 'apart', value: boolean): Change => ({
    entity: 'version',
    entityId,
    field,
    value,
  })
  return os.versions.router({
    list: os.versions.list.handler(({ input }) => {
      requireAssets(context, [input.assetId])
      return readVersionList(context.library.reader, input.assetId)
    }),
    compare: os.versions.compare.handler(({ input }) =>
      compareVersions(context.library.reader, bytes, input.assetId, input),
    ),
    restore: os.versions.restore.handler(async ({ input, context: caller }) => {
      const restored = await bytes.restore({ ...input, author: authorOf(caller, context.settings().author) })
      context.events.publish(['assets', 'roots'], [input.assetId])
      return restored
    }),
    pin: os.versions.pin.handler(({ input }) =>
      runCommand(
        context,
        input.opId,
        input.pinned ? 'Pin version' : 'Unpin version',
        ['assets'],
        [mark(input.versionId, 'pinned', input.pinned)],
        {},
      ),
    ),
    join: os.versions.join.handler(({ input }) => {
      requireAssets(context, input.ids)
      const [into, ...others] = [...new Set(input.ids)] as [string, ...string[]]
      // A person's word goes before the name's: what was split once may be joined again.
      const joining = others.flatMap((id) => versionIds(writer, id))
      const changes = [
        ...[...versionIds(writer, into), ...joining].map((id) => mark(id, 'apart', false)),
        ...moves(joining, into),
      ]
      if (joining.length === 0)
        throw new RushesError('usage', 'A stack needs two different clips. Select another one as well.')
      return runCommand(context, input.opId, `Stack of ${others.length + 1} clips`, ['assets'], changes, { id: into })
    }),
    split: os.versions.split.handler(({ input }) => {
      requireAssets(context, [input.assetId])
      const version = findVersion(writer, input.assetId, input.revision)
      if (version === undefined)
        throw new RushesError(
          'not_found',
          `This clip has no version ${input.revision}. List them with: rushes versions ${input.assetId}`,
        )
      if (versionIds(writer, input.assetId).length < 2)
        throw new RushesError('usage', 'This clip has one version: there is nothing to take out of a stack.')
      if (recordedResult(writer, input.opId) !== undefined)
        return runCommand(context, input.opId, '', [], [], { id: input.assetId })
      const id = emptyAssetLike(writer, input.assetId, context.now())
      return runCommand(
        context,
        input.opId,
        'Take version out of stack',
        ['assets'],
        [mark(version.id, 'apart', true), ...moves([version.id], id)],
        { id },
      )
    }),
    preview: os.versions.preview.handler(({ input }) => bytes.preview(input)),
    thin: os.versions.thin.handler(({ input }) => bytes.thin(input.rules)),
  })
}
