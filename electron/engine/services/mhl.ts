/**
 * Histories as procedures: looked at, compared, flattened.
 */
import { resolve } from 'node:path'
import { authorOf } from '../auth/principal.ts'
import type { EngineContext } from '../context.ts'
import { creatorOf } from '../mhl/creator.ts'
import { diffFolder } from '../mhl/diff.ts'
import { writePackingList } from '../mhl/flatten.ts'
import { historyInfo } from '../mhl/info.ts'
import { placeToWrite } from '../volumes/chosen-folder.ts'
import type { Builder } from './implement.ts'

/** Implements `mhl`. */
export function mhlServices(os: Builder, context: EngineContext, version: string) {
  return os.mhl.router({
    info: os.mhl.info.handler(async ({ input, signal }) => {
      await context.own.refuse(resolve(input.path), 'has no history')
      return await historyInfo(input.path, signal)
    }),
    diff: os.mhl.diff.handler(async ({ input, signal }) => {
      const { files, findings } = await diffFolder(resolve(input.path), signal)
      return { files, findings: findings.map(({ path, finding, message }) => ({ path, finding, message })) }
    }),
    flatten: os.mhl.flatten.handler(async ({ input, context: caller }) => ({
      path: await writePackingList({
        root: resolve(input.path),
        into: await placeToWrite(context, resolve(input.to), {
          purpose: 'takes no packing list',
          what: 'the packing list',
        }),
        startedAt: context.now(),
        creator: creatorOf(context.library.deviceName, version, authorOf(caller, context.settings().author)),
      }),
    })),
  })
}
