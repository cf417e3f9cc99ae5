/**
 * The maker of derivatives that the engine uses: our recipes, and the library's folder.
 */
import { readdir, rm } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { STILL_LEFTOVERS } from '../media/still-source.ts'
import { recipeOf } from '../media/recipes/index.ts'
import type { DerivativeMaker } from './maker.ts'

/** Makes into `folder`. */
export function createMediaMaker(folder: string): DerivativeMaker {
  // Content ids begin alike within a day (UUIDv7): their end spreads evenly over the folders.
  const folderOf = (contentId: string): string => join(folder, contentId.slice(-2), contentId)
  return {
    versionOf: (recipe) => recipeOf(recipe).version,
    folderOf,
    async folderFor(contentId) {
      const outDir = folderOf(contentId)
      await removeLeftovers(outDir)
      return outDir
    },
    entryOf: ({ path, bytes, mime, width, height, meta, params }) => ({
      path: relative(folder, path).split(sep).join('/'),
      bytes,
      mime,
      width,
      height,
      meta,
      params: params.text,
      paramsHash: params.hash,
    }),
  }
}

/** What a crash left unfinished. The queue works on a content once at a time, so nothing here is being written. */
async function removeLeftovers(outDir: string): Promise<void> {
  const names = await readdir(outDir).catch(() => [] as string[]) // Nothing was made of it yet: nothing to remove.
  for (const name of names.filter((one) => ['.part', ...STILL_LEFTOVERS].some((ending) => one.endsWith(ending))))
    await rm(join(outDir, name), { force: true })
}
