/**
 * Stills of clips: one frame as a file.
 */

/** What a frame is encoded as. */
export const STILL_FORMATS = ['png', 'tiff'] as const
/** With `exr`: the frame of an EXR sequence, byte for byte. */
export const SAVED_FORMATS = [...STILL_FORMATS, 'exr'] as const
export type SavedFormat = (typeof SAVED_FORMATS)[number]
