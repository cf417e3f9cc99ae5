/**
 * The catalogue: windows of assets, one asset whole, and every change a person makes to them.
 */
import { z } from 'zod'
import { lookSchema } from '../model/colour.ts'
import { assetChangesSchema, assetDetailSchema, assetRowSchema, noteSchema, sortSchema } from '../model/asset.ts'
import { bytesSchema, commandSchema, daySchema, doneSchema, idSchema } from '../model/primitives.ts'
import { historyStepSchema } from '../model/work.ts'
import { command, query } from './base.ts'

export const targets = z.array(idSchema).min(1).max(10_000)

/** A window on a list: by cursor for walking on, by offset for a scroll bar that is dragged. */
const windowInputSchema = z.object({
  query: z.string().max(2000).default(''),
  sort: sortSchema.default({ field: 'createdAt', direction: 'desc' }),
  cursor: z.string().max(500).nullable().default(null),
  offset: z.number().int().nonnegative().nullable().default(null),
  limit: z.number().int().min(1).max(500).default(100),
})

const assetWindowSchema = z.object({
  rows: z.array(assetRowSchema),
  cursor: z.string().nullable(),
  /** How many there are, and the bytes of one copy of each. While `exact` is false, at least so many: ask `count`. */
  total: z.number().int(),
  bytes: bytesSchema,
  exact: z.boolean(),
  revision: z.number().int(),
})

const facetSchema = z.array(z.object({ value: z.string(), label: z.string(), count: z.number().int() }))

/** What the sidebar shows. */
const outlineSchema = z.object({
  total: z.number().int(),
  recent: z.number().int(),
  circled: z.number().int(),
  unverified: z.number().int(),
  offline: z.number().int(),
  missing: z.number().int(),
  /** With a single copy · with several, all on one device · with more than one on one drive. */
  lone: z.number().int(),
  oneDevice: z.number().int(),
  duplicates: z.number().int(),
  days: z.array(z.object({ day: daySchema.nullable(), number: z.number().int().nullable(), count: z.number().int() })),
  rolls: z.array(z.object({ roll: z.string(), camera: z.string().nullable(), count: z.number().int() })),
  revision: z.number().int(),
})
export type Outline = z.infer<typeof outlineSchema>

/** A change of ratings and circles alone. Strict: see `LesserCalls`. */
const ratedSchema = z.strictObject({
  ...commandSchema.shape,
  ids: targets,
  changes: z.strictObject(assetChangesSchema.pick({ rating: true, circled: true, noGood: true }).shape),
})

export const assets = {
  list: query('view').input(windowInputSchema).output(assetWindowSchema),
  /** How many a query finds, exactly. Takes a moment in a large library; the first window does not wait for it. */
  count: query('view')
    .input(z.object({ query: z.string().max(2000).default('') }))
    .output(z.object({ total: z.number().int(), bytes: bytesSchema })),
  get: query('view')
    .input(z.object({ id: idSchema }))
    .output(assetDetailSchema),
  outline: query('view').input(z.object({})).output(outlineSchema),
  /** A field's own facet is counted without the terms of that field: it shows what else could be chosen. */
  facets: query('view')
    .input(z.object({ query: z.string().max(2000).default('') }))
    .output(
      z.object({
        kind: facetSchema,
        day: facetSchema,
        roll: facetSchema,
        camera: facetSchema,
        codec: facetSchema,
        tag: facetSchema,
        state: facetSchema,
        verification: facetSchema,
        rating: facetSchema,
      }),
    ),
  /** Values that a field of the query language has in this library, for suggestions: the commonest first. */
  values: query('view')
    .input(
      z.object({
        field: z.string().max(40),
        part: z.string().max(200).default(''),
        limit: z.number().int().min(1).max(100).default(20),
      }),
    )
    .output(z.array(z.object({ value: z.string(), count: z.number().int().nullable() }))),
  /** Ratings and circles are a reviewer's; every other field is for who edits. */
  set: command('edit', { right: 'review', input: ratedSchema })
    .input(commandSchema.extend({ ids: targets, changes: assetChangesSchema }))
    .output(doneSchema),
  /** Each of these looks to its clips, as one step that is undone as one. */
  looks: command('edit')
    .input(
      commandSchema.extend({
        looks: z
          .array(z.object({ ids: targets, look: lookSchema.nullable(), keepList: z.boolean().default(false) }))
          .min(1)
          .max(10_000),
      }),
    )
    .output(doneSchema),
  tag: command('edit')
    .input(
      commandSchema.extend({
        ids: targets,
        add: z.array(z.string().trim().min(1).max(100)).max(100).default([]),
        remove: z.array(z.string().trim().min(1).max(100)).max(100).default([]),
      }),
    )
    .output(doneSchema),
}

export const notes = {
  add: command('review')
    .input(
      commandSchema.extend({
        assetId: idSchema,
        /** Frame from the first frame of the clip; null for a note on the whole. */
        frame: z.number().int().nonnegative().nullable(),
        text: z.string().trim().min(1).max(10_000),
      }),
    )
    .output(noteSchema),
  edit: command('review')
    .input(commandSchema.extend({ id: idSchema, text: z.string().trim().min(1).max(10_000) }))
    .output(doneSchema),
  remove: command('review')
    .input(commandSchema.extend({ id: idSchema }))
    .output(doneSchema),
}

export const history = {
  list: query('view')
    .input(z.object({ limit: z.number().int().min(1).max(200).default(50) }))
    .output(z.array(historyStepSchema)),
  undo: command('edit')
    .input(commandSchema)
    .output(z.object({ revision: z.number().int(), label: z.string().nullable() })),
  redo: command('edit')
    .input(commandSchema)
    .output(z.object({ revision: z.number().int(), label: z.string().nullable() })),
}
