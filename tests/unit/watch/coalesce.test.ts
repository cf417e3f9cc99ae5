import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { coalesce, MAX_FOLDERS } from '../../../electron/engine/watch/coalesce.ts'

describe('the events of a watcher', () => {
  let hints: (readonly string[] | null)[]
  let gatherer: ReturnType<typeof coalesce>
  beforeEach(() => {
    vi.useFakeTimers()
    hints = []
    gatherer = coalesce((folders) => {
      hints.push(folders)
    })
  })
  afterEach(() => {
    gatherer.close()
    vi.useRealTimers()
  })

  it('become one hint that names each folder once', () => {
    for (let event = 0; event < 1000; event += 1) gatherer.add(`day ${event % 3}`)
    vi.advanceTimersByTime(100)
    expect(hints).toEqual([['day 0', 'day 1', 'day 2']])
  })

  it('name a folder that goes on changing once a second, and a last time after it rests', () => {
    for (let at = 0; at < 5000; at += 10) {
      gatherer.add('render')
      vi.advanceTimersByTime(10)
    }
    vi.advanceTimersByTime(3000)
    expect(hints.length).toBeGreaterThanOrEqual(5)
    expect(hints.length).toBeLessThanOrEqual(8)
  })

  it('name another folder at once meanwhile', () => {
    gatherer.add('render')
    vi.advanceTimersByTime(100)
    gatherer.add('render')
    gatherer.add('sound')
    vi.advanceTimersByTime(100)
    expect(hints).toEqual([['render'], ['sound']])
  })

  it('are the whole root when they are a flood', () => {
    for (let folder = 0; folder <= MAX_FOLDERS; folder += 1) gatherer.add(`folder ${folder}`)
    vi.advanceTimersByTime(100)
    expect(hints).toEqual([null])
  })

  it('are none after the end', () => {
    gatherer.add('late')
    gatherer.close()
    vi.advanceTimersByTime(5000)
    expect(hints).toEqual([])
  })
})
