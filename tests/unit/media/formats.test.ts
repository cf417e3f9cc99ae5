/**
 * What a build can't read is told from what is damaged: by the first bytes, by the build's age and decoders, by its
 * words.
 */
import { describe, expect, it } from 'vitest'
import { failure, lastError } from '../../../electron/engine/media/ffmpeg-errors.ts'
import { formatOf, isRead, partlyReadName, saysUnsupported } from '../../../electron/engine/media/formats.ts'
import { reasonFor } from '../../../electron/engine/media/probe-reasons.ts'

const latin = (text: string): Buffer => Buffer.from(text, 'latin1')

describe('a format that builds may lack', () => {
  it.each([
    ['JPEG XL', latin('\xff\x0a\0\0')],
    ['JPEG XL', latin('\0\0\0\x0cJXL \x0d\x0a\x87\x0a')],
    ['HEIF (HEIC)', latin('\0\0\0\x18ftypheic')],
    ['HEIF (HEIC)', latin('\0\0\0\x18ftypmif1')],
    ['AVIF', latin('\0\0\0\x18ftypavif')],
    ['Cineon', latin('\x80\x2a\x5f\xd7')],
    ['deep OpenEXR', latin('v/1\x01\x02\x08\0\0')],
    ['deep OpenEXR', latin('v/1\x01\x02\x1a\0\0')],
    ['Photoshop’s large format (PSB)', latin('8BPS\0\x02')],
  ])('%s is known by its first bytes', (name, head) => {
    expect(formatOf(head)?.name).toBe(name)
  })

  it.each([
    ['flat OpenEXR', latin('v/1\x01\x02\0\0\0')],
    ['OpenEXR in tiles', latin('v/1\x01\x02\x02\0\0')],
    ['QuickTime', latin('\0\0\0\x14ftypqt  ')],
    ['PSD', latin('8BPS\0\x01')],
    ['nothing', Buffer.alloc(0)],
  ])('%s is none', (_name, head) => {
    expect(formatOf(head)).toBeNull()
  })

  it('is read by builds that are new enough or have its decoder, and by no other', () => {
    const build = (major: number, minor: number) =>
      ({ rank: [major, minor, 0] as [number, number, number] }) as unknown as Parameters<typeof isRead>[1]
    const heic = formatOf(latin('\0\0\0\x18ftypheic'))!
    expect(
      [build(59, 37), build(61, 18), build(61, 19), build(62, 0)].map((one) => isRead(heic, one, new Set())),
    ).toEqual([false, false, true, true])
    const jxl = formatOf(latin('\xff\x0a'))!
    expect([isRead(jxl, build(62, 0), new Set()), isRead(jxl, build(59, 0), new Set(['libjxl']))]).toEqual([
      false,
      true,
    ])
  })

  it.each([
    ['this kind of TIFF', 'II*\0'],
    ['this kind of EXR', 'v/1\x01'],
    ['this kind of WebP', 'RIFF\x10\0\0\0WEBPVP8X'],
    ['this kind of PNG', '\x89PNG'],
  ])('%s is what is said of one that is read in part', (name, head) => {
    expect(partlyReadName(latin(head))).toBe(name)
  })
})

describe('the words of a build', () => {
  it.each([
    'Unsupported TIFF type: 12 bit is not supported',
    '[exr @ 0x1] deep data is not implemented. Update your FFmpeg version',
    'skipping unsupported chunk: ANIM',
    'Decoder (codec none) not found for input stream #0:0',
  ])('tell that it can’t: %s', (log) => {
    expect(saysUnsupported(log)).toBe(true)
  })

  it.each([
    'moov atom not found',
    'Invalid data found when processing input',
    'error while decoding MB 3 4',
    'Generic error in an external library',
  ])('tell of the file: %s', (log) => {
    expect(saysUnsupported(log)).toBe(false)
  })

  it('that say nothing to a person are never passed on', () => {
    expect(
      lastError(
        '[png @ 0x55] inflate returned error -3\nError while decoding stream #0:0: Generic error in an external library\nConversion failed!',
      ),
    ).toBe('the data in it are damaged.')
    expect(lastError('x.mov: Invalid data found when processing input')).toBe('the data in it are damaged.')
    for (const log of ['Generic error in an external library', 'moov atom not found', '']) {
      for (const name of ['a.heic', 'a.png', 'a.jpg', 'a.mxf'])
        expect(reasonFor(name, log, latin('\0\0\0\x18ftypheic'))).not.toMatch(/moov|external library|index/)
    }
  })

  it('about an index are told of a recording alone', () => {
    expect(reasonFor('A001.mov', 'moov atom not found', latin('\0\0\0\x14ftypqt  '))).toMatch(
      /no index: the recording was cut short/,
    )
  })
})

describe('a run that failed over the drive that it writes to', () => {
  it.each([
    'av_interleaved_write_frame(): Input/output error',
    'Error writing trailer of file:/s/A.mov.1.part: Input/output error',
    '[out#0/mov @ 0x5] Error opening output file:/s/A.mov.1.part: No such file or directory',
    '[out#0/mov @ 0x5] Error muxing a packet: Read-only file system',
  ])('says nothing of the original: %s', (log) => {
    const error = failure('/card/A.mov', '5.1', { code: 1, signal: null, log, command: 'ffmpeg' })
    expect(error).toMatchObject({ code: 'disk.io', message: expect.stringContaining('could not be written') })
  })

  it.each(['/card/A.mov: Input/output error', '[mov @ 0x1] moov atom not found'])(
    'but %s is of the original',
    (log) => {
      const error = failure('/card/A.mov', '5.1', { code: 1, signal: null, log, command: 'ffmpeg' })
      expect(error).toMatchObject({ code: 'media.failed', message: expect.stringContaining('could not be decoded') })
    },
  )
})
