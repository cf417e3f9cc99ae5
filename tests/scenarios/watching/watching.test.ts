/**
 * Every case of watching in real folders: with the true watcher alone, and again with its hints dropped, doubled,
 * reordered and late, where a scan has to bring the same end.
 */
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { threadSource } from '../../../electron/engine/watch/source.ts'
import { workerUrls } from '../../../electron/hosts/places.ts'
import { scratch } from '../../helpers/library.ts'
import { cases } from './cases/index.ts'
import { expectedState } from './end-state.ts'
import { TREATMENTS, treated } from './hints.ts'
import { fromDisk, markOf, play, type Played } from './play.ts'

const place = scratch('rushes-watching-')
afterAll(() => place[Symbol.dispose]())

const wanted = process.env['RUSHES_CASE']
const chosen = wanted === undefined ? cases : cases.filter((one) => one.name.includes(wanted))

/** How often all of it is played; more belongs to `npm run test:soak`. */
const TIMES = Number(process.env['RUSHES_WATCHING_RUNS'] ?? 1)
const TRUE = 'every hint comes as it is'

const ends = new Map<string, Played[]>()
let again: (readonly string[])[]

describe.each(Array.from({ length: TIMES }, (_, index) => index + 1))('played for the time %i', (time) => {
  beforeAll(async () => {
    const dir = (name: string): string => join(place.dir, String(time), name)
    chosen.forEach((one, index) => expectedState(one, markOf(index)))
    await Promise.all(
      [
        async () => {
          ends.set(TRUE, await play(chosen, { dir: dir(TRUE), byHints: true }))
        },
        ...Object.entries(TREATMENTS).map(([name, treat]) => async () => {
          ends.set(
            name,
            await play(chosen, {
              dir: dir(name),
              byHints: false,
              watchSource: treated(threadSource(workerUrls().watch), treat()),
            }),
          )
        }),
      ].map((run) => run()),
    )
    again = await fromDisk(chosen, dir(TRUE))
  }, 600_000)

  describe('what the watcher brings into the catalogue', () => {
    it.each(chosen.map((one, index) => [one.name, index] as const))('%s', (_, index) => {
      expect(ends.get(TRUE)![index]!.end).toEqual(expectedState(chosen[index]!, markOf(index)))
    })

    it.each(chosen.map((one, index) => [one.name, index] as const))(
      '%s: a catalogue made of what lies there in the end says the same',
      (_, index) => {
        expect(ends.get(TRUE)![index]!.names).toEqual(again[index])
      },
    )
  })

  describe.each(Object.keys(TREATMENTS))('when %s', (name) => {
    it('every case comes to the same end', () => {
      const came = Object.fromEntries(chosen.map((one, index) => [one.name, ends.get(name)![index]!.end]))
      expect(came).toEqual(
        Object.fromEntries(chosen.map((one, index) => [one.name, expectedState(one, markOf(index))])),
      )
    })
  })
})
