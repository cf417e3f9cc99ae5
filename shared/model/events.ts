/**
 * What happened in a library, in its order: for scripts, and for parts of Rushes that follow it.
 */
import { z } from 'zod'

/** Kinds of events, each with what its data holds. */
export const EVENT_KINDS = {
  'offload.began': 'id, name',
  'offload.ended': 'id, name, state (`done`, `failed`, `parked`), verified, safeToFormat, sentence',
  'files.ingested': 'ids of the clips that came in, at most 200, and how many there were',
  'assets.changed': 'label of the command, ids of the clips, at most 200, and how many there were',
  'look.changed': 'id of the clip whose pictures are to be shown otherwise',
  'entities.changed':
    'label of the command that touched no clip, entities: what it changed (collection, preset, project …)',
  'version.added': 'id, assetId, revision, reason',
  'copy.bad': 'fileId, volumeId, path',
  'copy.repaired': 'fileId, volumeId, path',
  'copy.missing': 'fileId, volumeId, path',
  'drive.came': 'id, label',
  'drive.went': 'id, label',
  'job.failed': 'id, kind, recipe (of media work), code, message',
  'remote.changed': 'id, paused, removed',
  'settings.changed': 'keys of the settings; never their values',
  'project.changed': 'id, fields of the project; never what they hold',
  /** What was before is not kept any more: read the state itself again. */
  gap: 'after, before: the numbers between which events are not kept any more',
} as const
export type EventKind = keyof typeof EVENT_KINDS

export const libraryEventSchema = z.object({
  /** Grows by one with each event; `gap` bears the number of the last one that is gone. */
  seq: z.number().int(),
  kind: z.enum(Object.keys(EVENT_KINDS) as [EventKind, ...EventKind[]]),
  /** Milliseconds since 1970, by this computer's clock: the order is that of `seq`. */
  at: z.number().int(),
  data: z.record(z.string(), z.unknown()),
})
export type LibraryEvent = z.infer<typeof libraryEventSchema>
