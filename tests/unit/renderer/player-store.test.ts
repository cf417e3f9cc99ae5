/**
 * The player as the keys reach it: no key is lost while a proxy is on its way, or when it is loaded anew.
 */
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createPlayer } from '../../../renderer/features/player/player-store.ts'
import { createTransport, type PlayerTransport } from '../../../renderer/features/player/transport.ts'

afterEach(() => vi.unstubAllGlobals())

/** A transport that is where it was asked to be. */
function standing(at: number): PlayerTransport {
  let frame = at
  return {
    toggle: () => undefined,
    shuttle: () => undefined,
    stop: () => undefined,
    step: (by) => (frame += by),
    seek: (to) => (frame = to),
    position: () => frame,
    end: () => undefined,
  }
}

describe('keys that come before the proxy', () => {
  it('move where it begins', () => {
    const player = createPlayer()
    player.open('a', 10)
    player.step(3)
    player.step(-1)
    expect(player.takeStart()).toBe(12)
  })

  it('never lead before the first frame', () => {
    const player = createPlayer()
    player.open('a')
    player.step(-5)
    player.step(1)
    expect(player.takeStart()).toBe(1)
  })
})

describe('a proxy that is loaded anew', () => {
  it('goes on at the frame that was asked for last', () => {
    const player = createPlayer()
    player.open('a')
    const release = player.attach(standing(1))
    player.step(2)
    release()
    expect(player.takeStart()).toBe(3)
  })

  it('plays on where it played, and stands where it stood or was left', () => {
    const playedAfter = (speed: number, again: boolean): boolean => {
      const player = createPlayer()
      player.open('a')
      const release = player.attach(standing(1))
      player.store.setState({ speed })
      release()
      if (again) player.open('a')
      const toggle = vi.fn<() => void>()
      player.attach({ ...standing(1), toggle })
      return toggle.mock.calls.length === 1
    }
    expect([playedAfter(1, false), playedAfter(0, false), playedAfter(1, true)]).toEqual([true, false, false])
  })

  it('of another clip begins at its own start', () => {
    const player = createPlayer()
    player.open('a')
    const release = player.attach(standing(40))
    player.open('b')
    release()
    expect(player.takeStart()).toBeNull()
  })
})

describe('a seek whose frame nobody tells of', () => {
  it('is where it was asked to be, two turns of the screen after its end', () => {
    const turns: (() => void)[] = []
    vi.stubGlobal('requestAnimationFrame', (run: FrameRequestCallback) => turns.push(() => run(0)))
    const listeners = new Map<string, () => void>()
    const media = {
      currentTime: 0,
      seeking: false,
      requestVideoFrameCallback: () => 0,
      addEventListener: (type: string, listener: () => void) => listeners.set(type, listener),
      removeEventListener: () => undefined,
      pause: () => undefined,
    } as unknown as HTMLVideoElement
    const told: number[] = []
    const transport = createTransport(media, { rate: { num: 25, den: 1 }, frames: 100, picture: true }, (now) =>
      told.push(now.frame),
    )
    transport.seek(3)
    listeners.get('seeked')?.()
    expect(told).toEqual([])
    while (turns.length > 0) turns.shift()?.()
    expect(told).toEqual([3])
  })
})

describe('playing in a loop', () => {
  /** An element that plays whatever frames the test presents. */
  function playing(loop: { from: number; to: number } | null) {
    let present: VideoFrameRequestCallback = () => undefined
    const listeners = new Map<string, () => void>()
    const sought: number[] = []
    let seeking = false
    vi.stubGlobal('cancelAnimationFrame', () => undefined)
    const media = {
      get currentTime() {
        return 0
      },
      set currentTime(time: number) {
        sought.push(Math.floor(time * 25))
        seeking = true
      },
      get seeking() {
        return seeking
      },
      requestVideoFrameCallback: (callback: VideoFrameRequestCallback) => {
        present = callback
        return 0
      },
      addEventListener: (type: string, listener: () => void) => listeners.set(type, listener),
      removeEventListener: () => undefined,
      play: () => Promise.resolve(),
      pause: () => undefined,
    } as unknown as HTMLVideoElement
    const speeds: number[] = []
    const transport = createTransport(
      media,
      { rate: { num: 25, den: 1 }, frames: 100, picture: true, loop: () => loop },
      ({ speed }) => speeds.push(speed),
    )
    const frame = (number: number): void => present(0, { mediaTime: number / 25 } as VideoFrameCallbackMetadata)
    const arrived = (): void => {
      seeking = false
    }
    return { transport, frame, arrived, sought, speeds, end: () => listeners.get('ended')!() }
  }

  it('goes back to the first frame of the range once its last was on the screen', () => {
    const { transport, frame, arrived, sought } = playing({ from: 10, to: 20 })
    transport.toggle()
    for (const number of [18, 19]) frame(number)
    expect(sought).toEqual([])
    frame(20)
    expect(sought).toEqual([10])
    // The frame behind the range, which comes before the seek, asks for nothing again.
    frame(21)
    arrived()
    // A frame may be passed over on the way.
    for (const number of [11, 12, 19]) frame(number)
    expect(sought).toEqual([10])
    frame(20)
    expect(sought).toEqual([10, 10])
  })

  it('goes on at the end of the element, and stops there without a loop', () => {
    const round = playing({ from: 0, to: 99 })
    round.transport.toggle()
    round.end()
    expect([round.sought, round.speeds.at(-1)]).toEqual([[0], 1])
    const once = playing(null)
    once.transport.toggle()
    once.end()
    expect([once.sought, once.speeds.at(-1)]).toEqual([[], 0])
  })
})
