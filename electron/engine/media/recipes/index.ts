/**
 * The list of recipes, in the order in which their results are wanted. A new recipe is its own file and its line here.
 */
import { isRushesError, RushesError } from '../../../../shared/model/errors.ts'
import type { RecipeName } from '../../../../shared/model/work.ts'
import { filmstrip } from './filmstrip.ts'
import { poster } from './poster.ts'
import { proxy } from './proxy.ts'
import { editProxy } from './edit-proxy.ts'
import type { Recipe } from './recipe.ts'
import { soundLevels } from './sound-levels.ts'
import { waveform } from './waveform.ts'

export const RECIPES: readonly Recipe[] = [poster, filmstrip, waveform, proxy]

/** What is made only where somebody asks for it. */
const ASKED_FOR: readonly Recipe[] = [editProxy, soundLevels]

/** Every name in the list. */
export const RECIPE_NAMES: readonly RecipeName[] = RECIPES.map(({ id }) => id)

/** The recipe of a name. Throws RushesError 'usage' for one that there is not. */
export function recipeOf(name: RecipeName): Recipe {
  const known = [...RECIPES, ...ASKED_FOR].find(({ id }) => id === name)
  if (known === undefined)
    throw new RushesError('usage', `“${name}” is not a recipe. Choose from ${RECIPE_NAMES.join(', ')}.`)
  return known
}

/** True for a type that this recipe makes. */
export function isDerivativeType(recipe: string, mime: string): boolean {
  return RECIPES.some(({ id, types }) => id === recipe && types.some((type) => type === mime))
}

/**
 * True where this version knows such parameters of a recipe: those told by a later version may be others, and are kept
 * for it.
 */
export function knowsParams(
  name: RecipeName,
  params: string,
  hash: string,
  recipes: readonly Recipe[] = RECIPES,
): boolean {
  const recipe = recipes.find(({ id }) => id === name)
  try {
    return recipe?.parse(JSON.parse(params)).hash === hash
  } catch (error) {
    if (isRushesError(error) && error.code === 'usage') return false
    throw error
  }
}
