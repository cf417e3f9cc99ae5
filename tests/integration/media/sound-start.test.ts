/**
 * A sound file without a frame rate beside a picture: its start is shown in frames once the picture is known, and never
 * kept.
 */
import { copyFileSync, mkdirSync } from 'node:fs'
import { utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { newId } from '../../../shared/util/ids.ts'
import { madeWith } from '../../helpers/media.ts'
import { testLibrary } from '../../helpers/library.ts'
import { until } from '../../helpers/until.ts'

it('its start is the time of day alone, in frames once the project names a rate, and at the rate of the day’s pictures once there are some', async () => {
  const sound = await madeWith('no-rate.wav', [
    '-f',
    'lavfi',
    '-i',
    'sine=duration=1:sample_rate=48000',
    '-write_bext',
    '1',
    '-metadata',
    'time_reference=1728048000',
    '-metadata',
    'origination_date=2026-11-28',
    '-metadata',
    'origination_time=10:00:01',
  ])
  const picture = await madeWith('at-25.mov', [
    '-f',
    'lavfi',
    '-i',
    'testsrc2=size=64x36:rate=25:duration=1',
    '-timecode',
    '10:00:00:00',
    '-c:v',
    'prores_ks',
  ])
  await using library = await testLibrary()
  const { client } = library
  const media = join(library.dir, 'media')
  mkdirSync(media)
  const add = async (from: string, name: string): Promise<string> => {
    copyFileSync(from, join(media, name))
    await utimes(join(media, name), new Date('2026-11-28T10:00:01'), new Date('2026-11-28T10:00:01'))
    for await (const event of await client.catalogue.add({ paths: [join(media, name)] })) void event
    const row = await until('it was looked into', async () =>
      (await client.assets.list({})).rows.find((one) => name.startsWith(one.name) && one.codec !== null),
    )
    expect(row.day).toBe('2026-11-28')
    return row.id
  }
  const start = async (id: string): Promise<string | undefined> =>
    (await client.assets.get({ id })).facts.find(({ label }) => label === 'Start')?.value
  const id = await add(sound, 'no-rate.wav')
  expect(await start(id)).toBe('10:00:01.000 (time of day, by bext; no frame rate is written)')
  await client.project.update({ opId: newId(), changes: { soundRate: { num: 24, den: 1 } } })
  expect(await start(id)).toBe('10:00:01:00 (bext, at the project’s 24 fps; the file names no rate)')
  await add(picture, 'at-25.mov')
  expect(await start(id)).toBe('10:00:01:00 (bext, at the 25 fps of the day’s pictures; the file names no rate)')
  expect(await client.assets.get({ id })).toMatchObject({ startTimecode: null, startFrame: null, rate: null })
})
