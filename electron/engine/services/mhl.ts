/**
 * Histories as procedures: looked at, compared, flattened.
 */
import { resolve } from 'node:path'
import { RushesError } from '../../../shared/model/errors.ts'
import type { Generation } from '../../../shared/model/offload.ts'
import type { EngineContext } from '../context.ts'
import { creatorOf } from '../mhl/creator.ts'
import { diffFolder } from '../mhl/diff.ts'
import { writePackingList } from '../mhl/flatten.ts'
import type { History } from '../mhl/model.ts'
import { allHistories, readHistories } from '../mhl/read-history.ts'
import { readTree } from '../mhl/tree.ts'
import type { Builder } from './implement.ts'

/** Implements `mhl`. */
export function mhlServices(os: Builder, context: EngineContext, version: string) {
  return os.mhl.router({
    info: os.mhl.info.handler(async ({ input, signal }) => {
      const path = resolve(input.path)
      await context.own.refuse(path, 'has no history')
      const histories = (await readHistories(path, await readTree(path, signal))).flatMap(allHistories)
      if (histories.length === 0) throw new RushesError('mhl.missing', `${path} has no ASC MHL history, and neither has any folder in it.`, { path })
      return { generations: histories.flatMap(generationsOf), problems: histories.flatMap((history) => history.problems.map(({ message }) => message)) }
    }),
    diff: os.mhl.diff.handler(async ({ input, signal }) => {
      const { files, findings } = await diffFolder(resolve(input.path), signal)
      return { files, findings: findings.map(({ path, finding, message }) => ({ path, finding, message })) }
    }),
    flatten: os.mhl.flatten.handler(async ({ input }) => ({
      path: await writePackingList({
        root: resolve(input.path), into: resolve(input.to), startedAt: context.now(),
        creator: creatorOf(context.library.deviceName, version, context.settings().author),
      }),
    })),
  })
}

function generationsOf(history: History): Generation[] {
  return history.generations.map(({ number, file, state, manifest }) => {
    const files = manifest.entries.filter((entry) => entry.kind === 'file')
    return {
      root: history.path, number, file, state, createdAt: manifest.createdAt, process: manifest.process,
      tool: `${manifest.creator.tool} ${manifest.creator.toolVersion}`, author: manifest.creator.authors?.[0]?.name ?? null, comment: manifest.comment,
      files: files.length, failed: files.filter((entry) => entry.hashes.some(({ action }) => action === 'failed')).length,
    }
  })
}
