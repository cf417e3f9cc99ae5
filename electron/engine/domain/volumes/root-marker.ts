/**
 * The marker file of a watched folder: it tells that this is the folder, on this drive, and not an empty mount point or
 * another drive in its place.
 */
import { z } from 'zod'
import { idSchema } from '../../../../shared/model/primitives.ts'

/** Its name, at the top of the watched folder. */
export const MARKER_NAME = '.rushes-folder.json'

/** A marker is some lines of JSON; more is somebody else's file. */
export const MAX_MARKER_BYTES = 64 << 10

const markerSchema = z.object({
  format: z.literal('rushes-folder-1'),
  /** The watched folder, and the drive on which it was added. */
  rootId: idSchema,
  volumeId: idSchema,
  about: z.string(),
})
export type RootMarker = z.infer<typeof markerSchema>

const ABOUT =
  'Rushes watches this folder and knows it by this file. It may be deleted when the folder is no longer watched.'

/** The text of a marker. */
export function markerText(rootId: string, volumeId: string): string {
  const marker: RootMarker = { format: 'rushes-folder-1', rootId, volumeId, about: ABOUT }
  return `${JSON.stringify(marker, null, 2)}\n`
}

/** Reads a marker; null for a text that is none. */
export function readMarker(text: string): RootMarker | null {
  try {
    return markerSchema.parse(JSON.parse(text))
  } catch {
    return null // Torn or somebody else's: not a marker, which is an answer.
  }
}
