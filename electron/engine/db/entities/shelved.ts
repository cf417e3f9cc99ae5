/**
 * What collections of every kind have in common: the folder that they are in, and where they stand in it.
 */
import { z } from 'zod'
import { idSchema } from '../../../../shared/model/primitives.ts'
import type { FieldForm } from '../../domain/replica/form.ts'
import { isPosition } from '../../domain/replica/position.ts'

/**
 * A folder that is gone or has not come yet is no reason to refuse a value: `domain/collections/tree.ts` shows such
 * things where they can be found.
 */
export const SHELVED: Readonly<Record<'parent' | 'position', FieldForm>> = {
  parent: { rule: 'place', label: 'Folder', schema: idSchema.nullable() },
  position: { rule: 'place', label: 'Place', schema: z.string().refine(isPosition).nullable() },
}
