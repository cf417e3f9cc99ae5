/**
 * Names of the parameters of recipes, as catalogue, journal, contract and addresses write them.
 */
import { z } from 'zod'

/**
 * Stands for the hash of a recipe's defaults. A word and no hash: what was made before recipes had parameters was made
 * with the defaults, and a default that is added later changes nothing of that.
 */
export const DEFAULT_PARAMS_HASH = 'default'

/** The hash of a recipe's parameters: 16 hex digits; other versions may take more. */
export const paramsHashSchema = z.union([z.literal(DEFAULT_PARAMS_HASH), z.string().regex(/^[0-9a-f]{16,64}$/)])
