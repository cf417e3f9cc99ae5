/**
 * Values as this version can show them. What another device says is kept whatever it is; shown is only what has the form of its
 * field, so that nobody's mistake or malice stops the others.
 */
import { z } from 'zod'
import { daySchema } from '../../../../shared/model/primitives.ts'
import type { Json } from './op.ts'
import { isPosition } from './position.ts'

const text = (most: number) => z.string().max(most)
const slate = text(300).nullable()
const moment = z.number().int().min(0).max(8.64e15)

const FIELDS: Readonly<Record<string, Readonly<Record<string, z.ZodType>>>> = {
  asset: {
    name: text(1000).min(1), description: text(20_000), roll: slate, camera: slate, scene: slate, shot: slate, take: slate, day: daySchema.nullable(),
    rating: z.number().int().min(0).max(5), circled: z.boolean(), noGood: z.boolean(),
  },
  note: {
    new: z.object({ assetId: z.string().max(100), frame: z.number().int().nonnegative().nullable(), text: text(20_000), author: text(300), createdAt: moment }),
    text: text(20_000), removed: z.boolean(),
  },
  collection: { new: z.object({ name: text(1000), createdAt: moment }), name: text(1000), removed: z.boolean() },
  volume: { label: text(300).min(1) },
  version: { asset: z.union([z.string().max(100), z.object({ asset: z.string().max(100), revision: z.number().int().nullable() })]), pinned: z.boolean(), apart: z.boolean() },
}

/** Fields that are written with a name behind a colon: tags of clips, items of collections and where they stand. */
const NAMED: Readonly<Record<string, RegExp>> = { asset: /^tag:.{1,200}$/su, collection: /^(item|at):[0-9a-f-]{36}$/ }
const place = z.string().refine(isPosition)

/** True for a field that this version shows. */
export function isField(entity: string, field: string): boolean {
  return Object.hasOwn(FIELDS, entity) && (Object.hasOwn(FIELDS[entity]!, field) || NAMED[entity]?.test(field) === true)
}

/** The value as it may be shown; undefined for one that was taken away, or that is none of this field's. */
export function shownValue(entity: string, field: string, value: Json | undefined): Json | undefined {
  if (value === undefined || !isField(entity, field)) return undefined
  const schema = FIELDS[entity]![field] ?? (field.startsWith('at:') ? place : z.boolean())
  return schema.safeParse(value).success ? value : undefined
}
