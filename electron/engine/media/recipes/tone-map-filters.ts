/**
 * HDR brought down by ffmpeg: the one chain, for what is made and for the patches that a build is tried with.
 */
import { peakOf, REFERENCE_WHITE_NITS } from '../../domain/colour/tone-map.ts'

/**
 * From tagged PQ or HLG to Rec.709 in yuv420p. Reference white is at 203 nits for both (ITU-R BT.2408), so that a grey
 * card and a face keep their place and only the highlights are pressed down. `maxCll` in nits, null unknown; `scale`
 * are zscale's words of a size, or nothing.
 */
export function toneMap(maxCll: number | null, scale = ''): string {
  return [
    `zscale=${scale}t=linear:npl=${REFERENCE_WHITE_NITS}`,
    'format=gbrpf32le',
    'zscale=p=709',
    `tonemap=tonemap=mobius:desat=0:peak=${peakOf(maxCll).toFixed(4)}`,
    'zscale=t=709:m=709:r=limited',
    'format=yuv420p',
  ].join(',')
}
