/** Whose fault a failed run is: the file's, the drive's, or that of the tool and its command. */
import { describe, expect, it } from 'vitest'
import { failure } from '../../../electron/engine/media/ffmpeg-errors.ts'

const of = (log: string) => failure('/card/A003C001.mov', '5.1.9', { code: 1, signal: null, log, command: 'ffmpeg' })

describe('a run that failed', () => {
  it.each([
    'Error initializing output stream 0:0 -- Error while opening encoder for output stream #0:0 - maybe incorrect parameters such as bit_rate, rate, width or height',
    '[vost#0:0/libx264 @ 0x55d0] Error while opening encoder - maybe incorrect parameters such as bit_rate, rate, width or height.',
    "[Parsed_overlay_4 @ 0x1] Impossible to convert between the formats supported by the filter 'Parsed_null_0' and the filter 'auto_scale_0'\nError reinitializing filters!",
    "[AVFilterGraph @ 0x1] No such filter: 'zscale'\nError initializing complex filters.",
    'Could not write header for output file #0 (incorrect codec parameters ?): Invalid argument',
  ])('in its filters or its encoder is no fault of the original: %s', (log) => {
    const error = of(log)
    expect(error.code).toBe('media.unsupported')
    expect(error.message).toContain('no fault of the original')
    expect(error.message).not.toContain('another copy')
  })

  it('without one frame is the original’s, whatever the encoder says then', () => {
    const log =
      'Cannot determine format of input stream 0:0 after EOF\nError marking filters as finished\nError while opening encoder'
    expect(of(log)).toMatchObject({ code: 'media.failed', message: expect.stringContaining('another copy') as string })
    expect(of('[h264 @ 0x1] Invalid data found when processing input').code).toBe('media.failed')
  })
})
