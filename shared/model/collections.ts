/**
 * The tree of collections: filled by hand, smart ones (a search with a name), and folders of both.
 */
import { z } from 'zod'
import { idSchema } from './primitives.ts'

/** What is said of a clip in a collection. */
export const collectionNoteSchema = z.string().min(1).max(2000)

/** One of the tree. The list of them is in the order in which they are shown, a folder before what is in it. */
export const collectionNodeSchema = z.object({
  id: idSchema,
  kind: z.enum(['manual', 'smart', 'folder']),
  name: z.string(),
  /** The folder that it is shown in; null at the top. */
  parent: idSchema.nullable(),
  /** Of a smart one. */
  query: z.string().nullable(),
  /** Clips of one that is filled by hand. Those of a smart one are counted by `assets.count` of `in:<id>`. */
  count: z.number().int().nullable(),
  /** Why a smart one can't be run, in a sentence; null where it can. */
  trouble: z.string().nullable(),
})
export type CollectionNode = z.infer<typeof collectionNodeSchema>
