/**
 * Watchers that see nothing any more: the folder is looked at by the clock, its note says why, and others are watched
 * on.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { examineWatching } from '../../../electron/engine/doctor/watching.ts'
import type { WatchMessage, WatchRequest } from '../../../electron/engine/watch/messages.ts'
import { threadSource, type OpenWatchSource, type WatchListener } from '../../../electron/engine/watch/source.ts'
import { createWatches, SCHEDULE_MS, type Watches } from '../../../electron/engine/watch/watches.ts'
import { stage, type Stage } from '../scan/ground.ts'
import { until } from '../../helpers/until.ts'

let here: Stage
let roots: string[]
let watches: Watches
let hints: (readonly [string, readonly string[] | null])[]
let looks: string[]

beforeEach(async () => {
  here = await stage()
  roots = []
  for (const name of ['camera', 'sound']) {
    mkdirSync(join(here.dir, name))
    roots.push(await here.add(join(here.dir, name)))
  }
  hints = []
  looks = []
  // What was awaited of the drive is over: from here on the clock is the test's.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
})
afterEach(async () => {
  vi.useRealTimers()
  await watches.close()
  await here[Symbol.asyncDispose]()
})

function begin(open: OpenWatchSource): void {
  watches = createWatches(here.context, {
    open,
    hint: (rootId, folders) => {
      hints.push([rootId, folders])
    },
    full: async (rootId) => {
      looks.push(rootId)
    },
  })
  watches.update()
}

/** A source of which the test says what it says. */
function fake(): { open: OpenWatchSource; say: (message: WatchMessage) => void; asked: WatchRequest[] } {
  let listener: WatchListener | undefined
  const asked: WatchRequest[] = []
  return {
    asked,
    say: (message) => {
      listener!.message(message)
    },
    open: (its) => {
      listener = its
      return {
        send: (request) => {
          asked.push(request)
        },
        close: async () => {},
      }
    },
  }
}

const stateOf = (root: string) => {
  const { watching, watchNote } = here.state(root)
  return { watching, watchNote }
}
const online = (is: 0 | 1): void => {
  here.context.library.writer.prepare('UPDATE volume SET online = ?').run(is)
}

describe('a folder for which the system has no more watches', () => {
  it('is looked at at once and then every minute, and its note says why', async () => {
    const source = fake()
    begin(source.open)
    const [camera, sound] = roots as [string, string]
    expect(stateOf(camera)).toEqual({ watching: 'live', watchNote: null })
    source.say({ type: 'blind', rootId: camera, code: 'ENOSPC' })
    expect(stateOf(camera)).toEqual({
      watching: 'timed',
      watchNote:
        'The system allows no more watches. Raise fs.inotify.max_user_watches; until then the folder is looked at every minute.',
    })
    expect(stateOf(sound).watching).toBe('live')
    expect(hints.at(-1)).toEqual([camera, null])
    expect(source.asked.at(-1)).toEqual({ type: 'unwatch', rootId: camera })
    await vi.advanceTimersByTimeAsync(SCHEDULE_MS.timed)
    expect(looks).toEqual([camera])
    await vi.advanceTimersByTimeAsync(SCHEDULE_MS.timed)
    expect(looks).toEqual([camera, camera])
    await vi.advanceTimersByTimeAsync(SCHEDULE_MS.live)
    expect(looks.filter((root) => root === camera)).toHaveLength(2 + SCHEDULE_MS.live / SCHEDULE_MS.timed)
    expect(looks.filter((root) => root === sound)).toHaveLength(1)
  })

  it('is said by doctor, with how to have more', async () => {
    const source = fake()
    begin(source.open)
    source.say({ type: 'blind', rootId: roots[0]!, code: 'ENOSPC' })
    const checks = await examineWatching(here.context.library.reader)
    expect(checks.find((check) => check.id === 'watching')?.found).toBe(
      '2 known · 1 watched · 1 checked on a schedule · 0 on drives that are offline',
    )
    expect(checks.find((check) => check.id === `watching.${roots[0]!}`)?.found).toContain('fs.inotify.max_user_watches')
  })

  it('is not believed again when the blind watcher speaks, and is said once', () => {
    const source = fake()
    begin(source.open)
    const [camera] = roots as [string]
    source.say({ type: 'blind', rootId: camera, code: 'EMFILE' })
    const count = hints.length
    source.say({ type: 'hint', rootId: camera, folders: [''] })
    source.say({ type: 'blind', rootId: camera, code: 'ENOSPC' })
    expect(hints).toHaveLength(count)
    expect(stateOf(camera).watchNote).toContain('no more open files')
  })

  it('is watched again when its drive has been away and comes back', () => {
    const source = fake()
    begin(source.open)
    const [camera] = roots as [string]
    source.say({ type: 'blind', rootId: camera, code: 'ENOSPC' })
    online(0)
    watches.update()
    online(1)
    watches.update()
    expect(source.asked.filter((request) => request.type === 'watch' && request.rootId === camera)).toHaveLength(2)
    expect(stateOf(camera)).toEqual({ watching: 'live', watchNote: null })
  })
})

describe('a watching thread that ends', () => {
  it('leaves every folder to the clock, with the reason, and one that is added later is watched by a new thread', async () => {
    vi.useRealTimers()
    begin(threadSource(new URL('../../fixtures/workers/dying-watch.worker.ts', import.meta.url)))
    await until('the loss is known', () => roots.every((root) => stateOf(root).watching === 'timed'))
    for (const root of roots) {
      expect(stateOf(root).watchNote).toBe(
        'The watcher ended (the heap is full). The folder is looked at every minute instead.',
      )
      expect(hints).toContainEqual([root, null])
    }
    mkdirSync(join(here.dir, 'later'))
    const later = await here.add(join(here.dir, 'later'))
    watches.update()
    expect(stateOf(later).watching).toBe('live')
    await until('its thread has ended too', () => stateOf(later).watching === 'timed')
  })

  it('is followed by looks every minute', async () => {
    let lost: WatchListener['lost'] = () => {}
    begin((listener) => {
      lost = listener.lost
      return { send: () => {}, close: async () => {} }
    })
    lost('it ended with code 1')
    await vi.advanceTimersByTimeAsync(SCHEDULE_MS.timed)
    expect(looks.toSorted()).toEqual(roots.toSorted())
  })
})
