/**
 * All cases of watching.
 */
import { leaving } from './leaving.ts'
import type { Case } from './model.ts'
import { moving } from './moving.ts'
import { names } from './names.ts'
import { together } from './together.ts'
import { writing } from './writing.ts'

export const cases: readonly Case[] = [...writing, ...moving, ...leaving, ...together, ...names]
