/**
 * Every case of watching in real folders: with the true watcher alone, and again with its hints dropped, doubled, reordered and
 * late, where a scan has to bring the same end.
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

let byHints: Played[]
let again: (readonly string[])[]
const treatedRuns = new Map<string, Played[]>()

beforeAll(async () => {
  chosen.forEach((one, index) => expectedState(one, markOf(index)))
  const runs = [
    async () => { byHints = await play(chosen, { dir: join(place.dir, 'true'), byHints: true }) },
    ...Object.entries(TREATMENTS).map(([name, treat]) => async () => {
      treatedRuns.set(name, await play(chosen, { dir: join(place.dir, name), byHints: false, watchSource: treated(threadSource(workerUrls().watch), treat()) }))
    }),
  ]
  await Promise.all(runs.map((run) => run()))
  again = await fromDisk(chosen, join(place.dir, 'true'))
}, 300_000)

describe('what the watcher brings into the catalogue', () => {
  it.each(chosen.map((one, index) => [one.name, index] as const))('%s', (_, index) => {
    expect(byHints[index]!.end).toEqual(expectedState(chosen[index]!, markOf(index)))
  })

  it.each(chosen.map((one, index) => [one.name, index] as const))('%s: a catalogue made of what lies there in the end says the same', (_, index) => {
    expect(byHints[index]!.names).toEqual(again[index])
  })
})

describe.each(Object.keys(TREATMENTS))('when %s', (name) => {
  it('every case comes to the same end', () => {
    const ends = Object.fromEntries(chosen.map((one, index) => [one.name, treatedRuns.get(name)![index]!.end]))
    expect(ends).toEqual(Object.fromEntries(chosen.map((one, index) => [one.name, expectedState(one, markOf(index))])))
  })
})
