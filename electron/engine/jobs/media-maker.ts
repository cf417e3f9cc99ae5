/**
 * The maker of derivatives that the engine uses: our recipes, and the library's folder.
 */
import { existsSync } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { STILL_LEFTOVERS } from '../media/still-source.ts'
import { recipeOf } from '../media/recipes/index.ts'
import type { DerivativeMaker } from './maker.ts'

/** Makes into `folder`. */
export function createMediaMaker(folder: string): DerivativeMaker {
  const swept = new Map<string, Promise<string>>()
  const placeOf = (path: string): string => relative(folder, path).split(sep).join('/')
  return {
    versionOf: (recipe) => recipeOf(recipe).version,
    placeOf,
    isThere: (place) => existsSync(join(folder, place)),
    folderFor(contentId) {
      // Content ids begin alike within a day (UUIDv7): their end spreads evenly over the folders.
      const outDir = join(folder, contentId.slice(-2), contentId)
      const known = swept.get(contentId)
      if (known !== undefined) return known
      const first = removeLeftovers(outDir).then(() => outDir)
      swept.set(contentId, first)
      // Whoever asks next tries again.
      first.catch(() => swept.delete(contentId))
      return first
    },
    entryOf: ({ path, bytes, mime, width, height, meta, params }) => ({
      path: placeOf(path),
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

/** What a crash left unfinished. Whoever writes here has asked for the folder before, so nothing is being written yet. */
async function removeLeftovers(outDir: string): Promise<void> {
  const names = await readdir(outDir).catch(() => [] as string[]) // Nothing was made of it yet: nothing to remove.
  for (const name of names.filter((one) => ['.part', ...STILL_LEFTOVERS].some((ending) => one.endsWith(ending))))
    await rm(join(outDir, name), { force: true })
}
