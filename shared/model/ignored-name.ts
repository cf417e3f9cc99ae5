/**
 * A name that a history of checksums is told to ignore: a plain name of files or folders, no pattern and no path.
 */
import { z } from 'zod'

export const ignoredNameSchema = z.string().regex(/^(?![.#!\s])[^/\\*?[\]\p{C}]{1,100}(?<!\s)$/u)
