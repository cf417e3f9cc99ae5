/**
 * The maker of derivatives that the engine uses: our recipes, run by ffmpeg, into the library's folder.
 */
import { readdir, rm } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { RushesError } from '../../../shared/model/errors.ts'
import type { RecipeName } from '../../../shared/model/work.ts'
import type { LoadLook } from '../luts/load-look.ts'
import { makeDerivatives, type Derivative } from '../media/derive.ts'
import type { MediaContext } from '../media/probe.ts'
import { STILL_LEFTOVERS } from '../media/still-source.ts'
import { recipeOf } from '../media/recipes/index.ts'
import type { DerivativeMaker, MadeDerivative } from './maker.ts'

/**
 * Makes into `folder`; `asText` gives a path that a program can be given as text. `media` is asked for when the first
 * work comes, so that a missing ffmpeg stops no start.
 */
export function createMediaMaker(
  folder: string,
  media: () => Promise<MediaContext>,
  asText: (path: string) => string = (path) => path,
  loadLook?: LoadLook,
): DerivativeMaker {
  return {
    versionOf: (recipe) => recipeOf(recipe).version,
    async make({ contentId, input, pieces, probe, recipes, params, signal, onProgress }) {
      const results = new Map<RecipeName, MadeDerivative | RushesError>()
      if (!probe.ok) {
        for (const recipe of recipes) results.set(recipe, new RushesError('media.unsupported', probe.reason))
        return results
      }
      // Content ids begin alike within a day (UUIDv7): their end spreads evenly over the folders.
      const outDir = join(folder, contentId.slice(-2), contentId)
      await removeLeftovers(outDir)
      const wishes = recipes.map((recipe) => ({ recipe, params: params?.[recipe] }))
      for (const outcome of await makeDerivatives(
        {
          input: asText(input),
          pieces: pieces.map(asText),
          probe,
          recipes: wishes,
          outDir,
          tablesDir: join(folder, 'looks'),
          loadLook,
          signal,
          onProgress,
        },
        await media(),
      )) {
        results.set(outcome.recipe, outcome.ok ? made(outcome.derivative, folder) : outcome.error)
      }
      return results
    },
  }
}

/** What a crash left unfinished. The queue works on a content once at a time, so nothing here is being written. */
async function removeLeftovers(outDir: string): Promise<void> {
  const names = await readdir(outDir).catch(() => [] as string[]) // Nothing was made of it yet: nothing to remove.
  for (const name of names.filter((one) => ['.part', ...STILL_LEFTOVERS].some((ending) => one.endsWith(ending))))
    await rm(join(outDir, name), { force: true })
}

function made({ path, bytes, mime, width, height, meta, params }: Derivative, folder: string): MadeDerivative {
  return {
    path: relative(folder, path).split(sep).join('/'),
    bytes,
    mime,
    width,
    height,
    meta,
    command: null,
    params: params.text,
    paramsHash: params.hash,
  }
}
