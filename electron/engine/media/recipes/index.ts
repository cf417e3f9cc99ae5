/**
 * The list of recipes, in the order in which their results are wanted. A new recipe is its own file and its line here.
 */
import { isRushesError, RushesError } from '../../../../shared/model/errors.ts'
import type { RecipeName } from '../../../../shared/model/work.ts'
import { filmstrip } from './filmstrip.ts'
import { loudness } from './loudness.ts'
import { poster } from './poster.ts'
import { proxy } from './proxy.ts'
import { editProxy } from './edit-proxy.ts'
import type { Recipe } from './recipe.ts'
import { signal } from './signal.ts'
import { still } from './still.ts'
import { soundLevels } from './sound-levels.ts'
import { waveform } from './waveform.ts'

/** What new media gets by itself. */
export const RECIPES: readonly Recipe[] = [poster, filmstrip, waveform, proxy]

/** What is measured where somebody asks for it. */
const MEASURES: readonly Recipe[] = [loudness, signal]

/** All that is kept in the library's own folder, and given to other devices. */
export const KEPT: readonly Recipe[] = [...RECIPES, ...MEASURES]

/** What is made only where somebody asks for it, with a place for it. */
const ASKED_FOR: readonly Recipe[] = [editProxy, still, soundLevels]

/** Names of what new media gets. */
export const RECIPE_NAMES: readonly RecipeName[] = RECIPES.map(({ id }) => id)

/** Names of what is measured. */
export const MEASURE_NAMES: readonly RecipeName[] = MEASURES.map(({ id }) => id)

/** The recipe of a name. Throws RushesError 'usage' for one that there is not. */
export function recipeOf(name: RecipeName): Recipe {
  const known = [...KEPT, ...ASKED_FOR].find(({ id }) => id === name)
  if (known === undefined)
    throw new RushesError('usage', `“${name}” is not a recipe. Choose from ${KEPT.map(({ id }) => id).join(', ')}.`)
  return known
}

/** True for a type that this recipe makes. */
export function isDerivativeType(recipe: string, mime: string): boolean {
  return KEPT.some(({ id, types }) => id === recipe && types.some((type) => type === mime))
}

/**
 * True where this version knows such parameters of a recipe: those told by a later version may be others, and are kept
 * for it.
 */
export function knowsParams(
  name: RecipeName,
  params: string,
  hash: string,
  recipes: readonly Recipe[] = KEPT,
): boolean {
  const recipe = recipes.find(({ id }) => id === name)
  try {
    return recipe?.parse(JSON.parse(params)).hash === hash
  } catch (error) {
    if (isRushesError(error) && error.code === 'usage') return false
    throw error
  }
}
