/**
 * What a finished proxy does not show by itself, the sync of its sound and what is drawn into it, is part of what it is:
 * one that was made otherwise is never taken for the one that is asked for.
 */
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { noteOf } from '../../../electron/engine/edit-proxies/made-with.ts'
import type { EngineClient } from '../../../shared/contract/client.ts'
import { editJobResultSchema, editParamsSchema, type SoundLaying } from '../../../shared/model/edit-proxies.ts'
import { newId } from '../../../shared/util/ids.ts'
import { testLibrary, type TestLibrary } from '../../helpers/library.ts'
import { mediaContext } from '../../helpers/media.ts'
import { part, speech } from '../../helpers/sounds.ts'
import { RATE, writeClip, writeSound } from '../../helpers/sync-day.ts'

let library: TestLibrary
let client: EngineClient
let nth = 0
const op = () => ({ opId: newId() })
const pair = { pictureId: '', soundId: '' }

beforeAll(async () => {
  library = await testLibrary()
  client = library.client
  await client.settings.set({ ...op(), changes: { makeProxies: false } })
  const shoot = join(library.dir, 'shoot', 'A001')
  mkdirSync(shoot, { recursive: true })
  const scene = speech(6, 5)
  await writeClip(join(shoot, 'A001C001.mov'), part(scene, 0, 2 * RATE), 2, { start: '10:00:00:00' })
  writeSound(join(shoot, 'SR003_T01.wav'), [{ name: 'Boom', sound: scene }], { start: '10:00:00:00' })
  for await (const _ of await client.catalogue.add({ paths: [join(shoot, '..')] })) {
    /* until it is done */
  }
  for (const { id, kind } of (await client.assets.list({ query: '' })).rows)
    pair[kind === 'audio' ? 'soundId' : 'pictureId'] = id
  await lay(0)
}, 120_000)
afterAll(() => library[Symbol.asyncDispose]())

/** A person lays the sound there. */
const lay = async (offset: number): Promise<unknown> =>
  await client.soundSync.set({ ...op(), ...pair, offset, sampleRate: RATE })

function folder(): string {
  const path = join(library.dir, `proxies ${(nth += 1)}`)
  mkdirSync(path)
  return path
}

/** Makes it, and says what came of it: `made`, `there`, or the error. */
async function proxy(to: string, wish: { sound?: SoundLaying; params?: object } = {}): Promise<string> {
  const { jobs } = await client.editProxies.start({
    ...op(),
    query: 'A001C001',
    to,
    params: editParamsSchema.parse(wish.params ?? {}),
    sound: wish.sound ?? null,
  })
  for await (const { state, result, error } of await client.jobs.watch({ id: jobs[0]! })) {
    if (state === 'failed') return `${error!.code}: ${error!.message}`
    if (state === 'done') return editJobResultSchema.parse(result).there ? 'there' : 'made'
  }
  return 'nothing'
}
const OTHERWISE = expect.stringMatching(/^destination\.conflict: .*made with another sync .* or by another program\./)

it.each(['prores-proxy', 'dnxhr-lb-mxf', 'hevc-archive'])(
  'a proxy (%s) with another place of its sound, or with none, is not the one that is asked for',
  async (format) => {
    const to = folder()
    const params = { format }
    await lay(0)
    expect(await proxy(to, { sound: 'as-recorded', params })).toBe('made')
    expect(await proxy(to, { sound: 'as-recorded', params })).toBe('there')
    const path = join(to, 'A001', `A001C001.${{ 'dnxhr-lb-mxf': 'mxf', 'hevc-archive': 'mp4' }[format] ?? 'mov'}`)
    const before = readFileSync(path)
    await lay(RATE)
    expect(await proxy(to, { sound: 'as-recorded', params })).toEqual(OTHERWISE)
    expect(readFileSync(path).equals(before)).toBe(true)
    await lay(0)
    expect(await proxy(to, { sound: 'as-recorded', params })).toBe('there')
    expect(await proxy(to, { params })).toMatch(/^destination\.conflict: /)
  },
  120_000,
)

it('what is drawn into it counts, the watermark by its picture and not by its name', async () => {
  const { runner, tools } = await mediaContext()
  const [mark, other] = [join(library.dir, 'mark.png'), join(library.dir, 'other.png')]
  for (const [path, colour] of [
    [mark, 'red'],
    [other, 'blue'],
  ] as const)
    await runner.run({
      exe: tools.ffmpeg.path,
      args: ['-v', 'error', '-f', 'lavfi', '-i', `color=${colour}:s=40x40`, '-frames:v', '1', '-y', path],
    })
  const to = folder()
  const drawn = (burn: object) => ({ params: { burn } })
  expect(await proxy(to, drawn({ watermark: mark, text: 'For Ben' }))).toBe('made')
  expect(await proxy(to, drawn({ watermark: mark, text: 'For Ben' }))).toBe('there')
  expect(await proxy(to, drawn({ watermark: mark, text: 'For Mara' }))).toEqual(OTHERWISE)
  expect(await proxy(to, drawn({ watermark: null, text: 'For Ben' }))).toEqual(OTHERWISE)
  expect(await proxy(to)).toEqual(OTHERWISE)
  copyFileSync(other, mark)
  expect(await proxy(to, drawn({ watermark: mark, text: 'For Ben' }))).toEqual(OTHERWISE)
}, 120_000)

it('a plain one that is there is no proxy with sound or words in it', async () => {
  const to = folder()
  expect(await proxy(to)).toBe('made')
  expect(await proxy(to)).toBe('there')
  expect(await proxy(to, { params: { burn: { timecode: true } } })).toEqual(OTHERWISE)
})

it('the speed of a sound counts where its clock is fitted, and the bytes of the sound always', async () => {
  const params = editParamsSchema.parse({})
  const laid = (fitDrift: boolean, driftPpb: number | null, key = '1:a') =>
    noteOf(params, [
      {
        key,
        sound: {
          path: '/x.wav',
          streams: [],
          names: [],
          bits: 24,
          place: { offset: 7, sampleRate: RATE, pull: '1', driftPpb },
          fitDrift,
        },
      },
    ])
  const [plain, drifting] = [await laid(false, 40_000), await laid(true, 40_000)]
  expect(new Set([plain, drifting, await laid(true, 41_000), await laid(false, 40_000, '1:b')]).size).toBe(4)
  // As recorded, nobody hears what is said of the clock; nor where nothing is known of it.
  expect([await laid(false, 41_000), await laid(true, null)]).toEqual([plain, plain])
  expect(await noteOf(params, [])).toBeNull()
})
