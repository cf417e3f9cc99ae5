/**
 * Collections: filled by hand, smart ones (a search with a name), and folders of both.
 */
import { z } from 'zod'
import { collectionNodeSchema } from '../model/collections.ts'
import { commandSchema, doneSchema, idSchema } from '../model/primitives.ts'
import { collectionSchema } from '../model/work.ts'
import { targets } from './assets.ts'
import { command, query } from './base.ts'

const name = z.string().trim().min(1).max(200)
const search = z.string().trim().min(1).max(2000)
/** The folder that a new one comes into, at its end; null: at the top. */
const folder = idSchema.nullable().default(null)
const madeSchema = doneSchema.extend({ id: idSchema })

export const collections = {
  /** Those that are filled by hand. */
  list: query('view').input(z.object({})).output(z.array(collectionSchema)),
  /** All kinds, in the order in which they are shown, a folder before what is in it. */
  tree: query('view').input(z.object({})).output(z.array(collectionNodeSchema)),
  create: command('edit').input(commandSchema.extend({ name, folder })).output(collectionSchema),
  createFolder: command('edit').input(commandSchema.extend({ name, folder })).output(madeSchema),
  createSmart: command('edit')
    .input(commandSchema.extend({ name, query: search, folder }))
    .output(madeSchema),
  /** Another search for a smart one. */
  change: command('edit')
    .input(commandSchema.extend({ id: idSchema, query: search }))
    .output(doneSchema),
  /** Of any kind. */
  rename: command('edit')
    .input(commandSchema.extend({ id: idSchema, name }))
    .output(doneSchema),
  /** Of any kind. What is in a folder stays, one folder up. */
  remove: command('edit')
    .input(commandSchema.extend({ id: idSchema }))
    .output(doneSchema),
  /** Puts one of any kind into a folder (null: to the top), before another one there, or at its end. */
  place: command('edit')
    .input(commandSchema.extend({ id: idSchema, folder: idSchema.nullable(), before: idSchema.nullable() }))
    .output(doneSchema),
  add: command('edit')
    .input(commandSchema.extend({ id: idSchema, assetIds: targets }))
    .output(doneSchema),
  take: command('edit')
    .input(commandSchema.extend({ id: idSchema, assetIds: targets }))
    .output(doneSchema),
  /** Says something of a clip in it; no text takes that back. */
  note: command('edit')
    .input(commandSchema.extend({ id: idSchema, assetId: idSchema, text: z.string().trim().max(2000) }))
    .output(doneSchema),
  /** What is said of clips in it, by their ids. */
  notes: query('view')
    .input(z.object({ id: idSchema }))
    .output(z.record(idSchema, z.string())),
  /** Puts clips of it, in this order, before another one of it; at its end where `before` is null. */
  arrange: command('edit')
    .input(commandSchema.extend({ id: idSchema, assetIds: targets, before: idSchema.nullable() }))
    .output(doneSchema),
}
