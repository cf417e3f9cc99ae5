/**
 * What a still is called. Pure.
 */
import type { SavedFormat } from '../../../../shared/model/stills.ts'
import type { Rate } from '../../../../shared/time/rate.ts'
import { formatTimecode, timecode } from '../../../../shared/time/timecode.ts'

const ENDINGS: Readonly<Record<SavedFormat, string>> = { png: 'png', tiff: 'tif', exr: 'exr' }

interface Named {
  /** The clip's file, without its ending. */
  readonly stem: string
  readonly frame: number
  /** Null where nothing is known of it. */
  readonly rate: Rate | null
  readonly startFrame: number | null
  readonly dropFrame: boolean
}

/** `A003C001_10-00-01-05.png`; without a timecode the number of the frame: `A003C001_000029.png`. */
export function stillName({ stem, frame, rate, startFrame, dropFrame }: Named, format: SavedFormat): string {
  const at =
    rate === null || startFrame === null
      ? String(frame).padStart(6, '0')
      : formatTimecode(timecode(startFrame + frame, rate, dropFrame)).replaceAll(/[:;]/g, '-')
  return `${stem}_${at}.${ENDINGS[format]}`
}
