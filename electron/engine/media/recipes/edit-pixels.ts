/**
 * Compares the pixels of a proxy with what its preset promises: another chroma, depth or tag would be shown with other
 * colours, or be refused by an editing system. Pure.
 */
import type { VideoStream } from '../../../../shared/model/probe.ts'
import type { Tags } from './edit-colour.ts'
import type { EditPlan, Muxer } from './edit-plan.ts'

/** What is other in `copy`, a sentence each. */
export function otherPixels(
  { format, tags }: NonNullable<EditPlan['pixels']>,
  copy: VideoStream,
  muxer: Muxer,
): readonly string[] {
  const said: Partial<Record<keyof Tags, string | null>> = copy
  const told = muxer === 'mxf' ? inMxf : (_kind: keyof Tags, word: string): string => word
  const other = (['primaries', 'transfer', 'matrix'] as const).filter(
    (kind) => said[kind] != null && told(kind, said[kind]) !== told(kind, tags[kind]),
  )
  return [
    ...(copy.pixelFormat === format
      ? []
      : [`Its pixels are ${copy.pixelFormat ?? 'of no known kind'}, and not ${format} as the preset says.`]),
    ...(copy.matrix === null || copy.transfer === null ? ['The proxy does not say what its colours are.'] : []),
    ...other.map((kind) => `Its colours are marked ${kind} ${said[kind]}, and not ${tags[kind]}.`),
    ...(copy.range === 'full' ? ['It is marked as full range, and holds limited range.'] : []),
  ]
}

/** MXF has one label for the curve of Rec. 601 and Rec. 709, and one for both matrices of Rec. 601 (SMPTE ST 2067-21). */
function inMxf(kind: keyof Tags, word: string): string {
  if (word !== 'smpte170m') return word
  return kind === 'transfer' ? 'bt709' : kind === 'matrix' ? 'bt470bg' : word
}
