/** An upload that is killed: what was sent stays sent. The soak does this thirty times on 2 GB. */
import { describe, expect, it } from 'vitest'
import { killedUpload } from '../../helpers/killed-upload.ts'

describe('an upload that is killed with kill -9', () => {
  it('goes on where it was: nothing goes twice but what was on its way', async () => {
    const went = await killedUpload(96 << 20, 4, 2 << 20)
    expect(went.isWhole).toBe(true)
    // Overheads of frames and tails: far below a part in a hundred.
    expect(went.begunBytes - went.inFlightBytes).toBeLessThan(went.fileBytes * 1.01)
    expect(went.begunBytes).toBeGreaterThanOrEqual(went.fileBytes)
  })
})
