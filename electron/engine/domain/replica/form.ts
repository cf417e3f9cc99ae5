/**
 * What a replicated entity declares of its fields: the form of their values, the rule by which writers who were apart
 * are merged, and what people call them. Pure; how they are stored is declared beside it (db/entities).
 */
import type { z } from 'zod'
import type { Json } from './op.ts'
import { ruleOfUnknown, type Rule } from './reading.ts'

export interface FieldForm {
  readonly rule: Rule
  /** Only a value of this form is shown. Others are kept and passed on: nobody's mistake or malice stops the others. */
  readonly schema: z.ZodType
  /** What people call it in a conflict; the field's own name where nothing is said. */
  readonly label?: string
  /** Two texts of it may stand one below the other. */
  readonly joins?: boolean
  /** A value of it can be taken away; any other field keeps the value it had. */
  readonly optional?: boolean
}

/** Fields that are written with a name behind a colon: `tag:hero`. */
interface NamedFields extends FieldForm {
  /** With the colon: `tag:`. */
  readonly prefix: string
  readonly names: RegExp
  /** The name is the id of a clip. */
  readonly ofClips?: boolean
}

export interface EntityForm {
  /** As it stands in journals: never changed once it went out. */
  readonly id: string
  /**
   * How the ids of its things look. What is said of any other id is kept and passed on, and never shown: a row of it
   * would break every list.
   */
  readonly idForm: z.ZodType<string>
  readonly fields: Readonly<Record<string, FieldForm>>
  readonly named?: readonly NamedFields[]
  /**
   * Raise it when values of a new form are taken: those that were kept and not shown are looked at again after the
   * update.
   */
  readonly formVersion?: number
  /** Checks what no single value tells, such as that a name is that of its id. */
  readonly accepts?: (id: string, field: string, value: Json) => boolean
}

/** The form of a field; undefined for one that this version doesn't know. */
export function formOf(entity: EntityForm | undefined, field: string): FieldForm | undefined {
  if (entity === undefined) return undefined
  // Not `in`: "toString" is in every object.
  return Object.hasOwn(entity.fields, field) ? entity.fields[field] : namedForm(entity, field)
}

/** The form of a field with a name behind a colon. */
function namedForm(entity: EntityForm | undefined, field: string): NamedFields | undefined {
  return entity?.named?.find((one) => field.startsWith(one.prefix) && one.names.test(field.slice(one.prefix.length)))
}

/** The clip that a field is about; null for other fields. */
export function clipOfField(entity: EntityForm | undefined, field: string): string | null {
  const form = namedForm(entity, field)
  return form?.ofClips === true ? field.slice(form.prefix.length) : null
}

/** True for the id of a thing of this entity. */
export function isIdOf(entity: EntityForm, id: string): boolean {
  return entity.idForm.safeParse(id).success
}

/** The rule of a field, also of one that this version doesn't know: its name may tell it. */
export function ruleOf(entity: EntityForm | undefined, field: string): Rule {
  return formOf(entity, field)?.rule ?? ruleOfUnknown(field)
}

/** The value as it may be shown; undefined for one that was taken away, or that is none of this field's. */
export function shownValue(
  entity: EntityForm | undefined,
  id: string,
  field: string,
  value: Json | undefined,
): Json | undefined {
  const form = formOf(entity, field)
  if (
    value === undefined ||
    form === undefined ||
    entity === undefined ||
    !isIdOf(entity, id) ||
    !form.schema.safeParse(value).success
  )
    return undefined
  return entity.accepts?.(id, field, value) === false ? undefined : value
}
