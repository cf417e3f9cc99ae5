/** An upload that is killed: what was sent stays sent. The soak does this thirty times on 2 GB. */
import { describe, expect, it } from 'vitest'
import { killedUpload } from '../../helpers/killed-upload.ts'

describe('an upload that is killed with kill -9', { timeout: 1_800_000 }, () => {
  it('goes on where it was: nothing goes twice but what was on its way', async () => {
    const kills = Number(process.env['RUSHES_UPLOAD_KILLS'] ?? 4)
    const went =
      kills > 4 ? await killedUpload(2 * 2 ** 30, kills, 16 << 20) : await killedUpload(96 << 20, kills, 2 << 20)
    console.log(
      `${kills} kills: ${went.begunBytes - went.inFlightBytes} of ${went.fileBytes} bytes went once, ${went.inFlightBytes} were on their way when killed`,
    )
    expect(went.isWhole).toBe(true)
    // Overheads of frames and tails: far below a part in a hundred.
    expect(went.begunBytes - went.inFlightBytes).toBeLessThan(went.fileBytes * 1.01)
    expect(went.begunBytes).toBeGreaterThanOrEqual(went.fileBytes)
  })
})
