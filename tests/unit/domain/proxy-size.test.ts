/**
 * How much room proxies are said to take: their sound is part of it.
 */
import { describe, expect, it } from 'vitest'
import { aboutSoundBytes } from '../../../electron/engine/domain/edit-proxies/place.ts'
import type { AudioStream } from '../../../shared/model/probe.ts'

const track = (channels: number, bits: number): AudioStream =>
  ({ channels, bits, sampleRate: 48_000 }) as Partial<AudioStream> as AudioStream
const minute = { num: 60, den: 1 }

describe('the sound of a proxy', () => {
  it('takes what its samples take: eight channels of 24 bits for a minute are 69 MB', () => {
    expect(aboutSoundBytes('prores-proxy', { audio: [track(8, 24)], duration: minute })).toBe(8 * 48_000 * 3 * 60)
    expect(aboutSoundBytes('prores-proxy', { audio: [track(2, 16)], duration: minute })).toBe(2 * 48_000 * 2 * 60)
  })

  it('with sound laid in it has those tracks too, and all of it has 24 bits', () => {
    expect(aboutSoundBytes('prores-proxy', { audio: [track(2, 16)], duration: minute }, 4)).toBe(6 * 48_000 * 3 * 60)
  })

  it('is small where it is squeezed, and none where there is none', () => {
    expect(aboutSoundBytes('hevc-archive', { audio: [track(2, 24)], duration: minute })).toBe(960_000)
    expect(aboutSoundBytes('prores-proxy', { audio: [], duration: minute })).toBe(0)
    expect(aboutSoundBytes('prores-proxy', { audio: [track(2, 24)], duration: null })).toBe(0)
  })
})
