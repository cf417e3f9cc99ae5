/**
 * The declaration of a replicated entity: a kind of thing that people write of and that all devices of a library share.
 * The journal, undo, the catalogue's rows, conflicts and sync all go by it; none of them knows an entity by name.
 *
 * A new one is a file here, its line in `all.ts`, and a migration for its rows.
 */
import type { Topic } from '../../../../shared/model/work.ts'
import type { EntityForm } from '../../domain/replica/form.ts'
import type { Json } from '../../domain/replica/op.ts'
import type { ReadableDb, WritableDb } from '../core/handles.ts'

export type { Json }

/**
 * One change. `value` undefined takes the person's value away, so that the media's own shows again; null is a value:
 * "empty, and meant so". `new` carries a whole new thing, which comes in as removed; the change of `removed` that
 * follows is what undo turns round.
 */
export interface Change {
  readonly entity: string
  readonly entityId: string
  readonly field: string
  readonly value: Json | undefined
}

/** The id that a thing goes by here, whatever it was called when somebody wrote of it. */
export type Here = (id: string) => string

export interface EntityDefinition extends EntityForm {
  /** What people call one, in errors and conflicts: "note". */
  readonly noun: string
  /** What a window has to read again when one has changed. */
  readonly topics: readonly Topic[]
  /** A library that holds nothing else may still join another one: it is how people work, not what they have. */
  readonly ofLibrary?: boolean
  /** Its id is that of an asset or a version, and follows when two of those turn out to be one. */
  readonly keyedBy?: 'asset' | 'version'

  /**
   * True when a change of this field can be written: its row is here, and what the row rests on. `made`: the shown
   * value of `new`.
   */
  isKnown(db: ReadableDb, id: string, field: string, made: Json | undefined): boolean
  /**
   * Writes the change with this clock and returns the value that stood before (undefined for none). The same for a
   * command, its undo, and what comes from another device. Throws `not_found` for a thing that is not here.
   */
  apply(db: WritableDb, change: Change, clock: string): Json | undefined
  /** The clip that it belongs to, whose row and search follow its changes; undefined for none. */
  clipOf?(db: ReadableDb, id: string): string | undefined
  /** What it is called, where it belongs to no clip. */
  nameOf?(db: ReadableDb, id: string): string | undefined
  /** What the search finds a clip by. */
  textsOf?(db: ReadableDb, assetId: string): readonly string[]
  /** Says a value in words, for a conflict; text, numbers and yes or no need none. */
  wordsOf?(field: string, value: Json): string

  /**
   * Its id on the way to other devices, and back; undefined for one that is not known here. For ids that differ from
   * device to device.
   */
  readonly ids?: {
    toOthers(db: ReadableDb, id: string): string | undefined
    here(db: ReadableDb, id: string): string | undefined
  }
  /** A value with the ids that things go by here. */
  valueHere?(field: string, value: Json, here: Here): Json
  /** Makes what a value of another device speaks of and what is not here yet. */
  prepare?(
    db: WritableDb,
    id: string,
    field: string,
    value: Json | undefined,
    options: { readonly here: Here; readonly now: number },
  ): void

  /**
   * Tests, with `@id` for an asset, that find a row where a person said anything of it: such an asset is never dropped.
   */
  readonly saidOfClip?: readonly string[]
  /** Two assets turned out to be one: what was said of the one that goes is said of the other. */
  joinClips?(db: WritableDb, gone: string, kept: string): void
}
