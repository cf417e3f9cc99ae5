/**
 * Remotes and what goes to and from them, as procedures.
 */
import { RushesError } from '../../../shared/model/errors.ts'
import type { Remote } from '../../../shared/model/sync.ts'
import type { Synced } from '../../../shared/contract/sync.ts'
import { createBroadcast } from '../channel.ts'
import type { EngineContext } from '../context.ts'
import type { Change } from '../db/entities/changes.ts'
import { entitiesOf } from '../db/entities/registry.ts'
import { deviceList, readConflicts, settlingChange } from '../sync/conflicts.ts'
import type { Remotes } from '../sync/remotes.ts'
import { requireAssets, searchFor } from './assets.ts'
import { clipCount, runCommand } from './commands.ts'
import type { Builder } from './implement.ts'

const TOLD_MS = 200
const never = new AbortController().signal

/** Throws `query.unknown` for a search that is not understood: now, and not when bytes are due. */
function requireQuery(context: EngineContext, rules: { readonly query?: string | undefined }): void {
  if (rules.query !== undefined) searchFor(context, rules.query)
}

/** Implements `remotes`. */
export function remoteServices(os: Builder, context: EngineContext, remotes: Remotes) {
  const status = (id: string): Remote => {
    const found = remotes.list().find((remote) => remote.id === id)
    if (found === undefined)
      throw new RushesError('not_found', 'There is no such remote. List them with: rushes remote list')
    return found
  }
  return os.remotes.router({
    list: os.remotes.list.handler(() => remotes.list()),
    test: os.remotes.test.handler(({ input, signal }) => remotes.test(input.url, input.secrets, signal)),
    add: os.remotes.add.handler(async ({ input }) => {
      requireQuery(context, input.rules)
      return await remotes.add(input)
    }),
    remove: os.remotes.remove.handler(async ({ input }) => {
      await remotes.remove(input.id)
      return { revision: context.events.revision }
    }),
    update: os.remotes.update.handler(({ input }) => {
      requireQuery(context, input.rules)
      return remotes.update(input.id, { rules: input.rules, paused: input.paused })
    }),
    authenticate: os.remotes.authenticate.handler(({ input }) => remotes.authenticate(input.id, input.secrets)),
    run: os.remotes.run.handler(async function* ({ input, signal }) {
      let done: Synced | null = null
      const running = remotes.run(input.id, input.originals, signal ?? never).then((synced) => {
        done = synced
      })
      const settled = running.then(
        () => true,
        () => true,
      )
      while (
        !(await Promise.race([
          settled,
          new Promise<false>((resolve) => {
            setTimeout(() => {
              resolve(false)
            }, TOLD_MS)
          }),
        ]))
      )
        yield { remote: status(input.id), done: null }
      await running
      yield {
        remote: status(input.id),
        done: done === null ? null : { ...(done as Synced), conflicts: readConflicts(context.library.reader).length },
      }
    }),
    preview: os.remotes.preview.handler(({ input }) => remotes.preview(input.id, input.rules)),
    tidy: os.remotes.tidy.handler(({ input, signal }) => remotes.tidy(input.id, input.dryRun, signal ?? never)),
    verify: os.remotes.verify.handler(({ input, signal }) =>
      remotes.verify(input.id, input.depth, input.repair, signal ?? never),
    ),
  })
}

/** Implements `sync`. */
export function syncServices(os: Builder, context: EngineContext, remotes: Remotes) {
  const { library } = context
  return os.sync.router({
    conflicts: os.sync.conflicts.handler(() => readConflicts(library.reader)),
    resolve: os.sync.resolve.handler(({ input }) =>
      runCommand(
        context,
        input.opId,
        'Settle a conflict',
        [...new Set([...entitiesOf(library.reader).topics, 'sync' as const])],
        [settlingChange(library.reader, input)],
        {},
      ),
    ),
    devices: os.sync.devices.handler(() =>
      deviceList(
        library.reader,
        { id: library.deviceId, name: library.deviceName },
        { now: context.now(), isNear: remotes.isNear },
      ),
    ),
    where: os.sync.where.handler(({ input }) => remotes.where(input.assetIds)),
    fetch: os.sync.fetch.handler(async function* ({ input, signal }) {
      requireAssets(context, [input.assetId])
      const progress = createBroadcast<{ bytes: number; of: number }>(TOLD_MS)
      const fetching = remotes.fetch(
        input.assetId,
        input.what,
        input.to,
        signal ?? never,
        (bytes, of) => {
          progress.publish({ bytes, of })
        },
        input.params,
      )
      void fetching.then(progress.end, progress.end)
      for await (const event of progress.watch(signal)) yield { ...event, path: null }
      const { path, bytes } = await fetching
      yield { bytes, of: bytes, path }
    }),
    pin: os.sync.pin.handler(({ input }) => {
      requireAssets(context, input.assetIds)
      const changes = input.assetIds.map((entityId): Change => ({
        entity: 'pin',
        entityId,
        field: 'pinned',
        value: input.pinned,
      }))
      return runCommand(
        context,
        input.opId,
        `${input.pinned ? 'Pin' : 'Unpin'} ${clipCount(input.assetIds.length)}`,
        ['sync', 'assets'],
        changes,
        {},
      )
    }),
  })
}
