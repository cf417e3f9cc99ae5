/**
 * Camera raw that nothing here reads, and stills: named as they are, in the catalogue and by `probe`.
 */
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { probeFile } from '../../../electron/engine/media/probe.ts'
import { deriveAsset } from '../../../electron/engine/domain/media/derived.ts'
import { startCli } from '../../helpers/cli.ts'
import { scratch } from '../../helpers/library.ts'
import { film, HAVE_SAMPLES, mediaContext, SAMPLES } from '../../helpers/media.ts'

const place = scratch('rushes-raw-')
afterAll(() => place[Symbol.dispose]())

function lay(name: string, head: string): string {
  const path = join(place.dir, name)
  writeFileSync(path, Buffer.concat([Buffer.from(head, 'latin1'), randomBytes(50_000)]))
  return path
}
const probed = async (path: string) => probeFile(path, await mediaContext())
const from = (path: string) => ({
  path,
  bytes: 1,
  modifiedMs: 0,
  zoneMinutes: 0,
  cutOffMinutes: 0,
  roll: null,
  frames: null,
})

const RAW = [
  ['A001_C001_0925AB_001.R3D', '\0\0\x01\0RED2', 'R3D'],
  ['old.R3D', '\0\0\x01\0RED1', 'R3D'],
  ['renamed.mov', '\0\0\x01\0RED2', 'R3D'],
  ['A001_09251512_C001.braw', '\0\0\0\x08wide', 'Blackmagic RAW'],
  ['B002C001.0000001.ari', 'ARRI\0\0', 'ARRIRAW'],
  ['B002C001.0000001.arx', 'ARRI\0\0', 'ARRIRAW'],
  ['DSC_0001.NEV', '\0\0\0\x18ftypniko', 'N-RAW'],
  ['A001C001.CRM', '\0\0\0\x18ftypcrx ', 'Canon CRM'],
] as const

describe('camera raw', () => {
  it.each(RAW)('%s has no reader here, and is not called broken', async (name, head, format) => {
    const path = lay(name, head)
    const probe = await probed(path)
    expect(probe).toMatchObject({
      ok: false,
      limit: {
        reason: expect.stringContaining(
          `This build has no reader for ${format}; use the camera's software or its proxy.`,
        ) as string,
      },
    })
    expect(deriveAsset(from(path), probe)).toMatchObject({
      broken: null,
      unsupported: expect.stringContaining(format) as string,
    })
  })

  it.each(['rand.R3D', 'rand.braw', 'rand.ari', 'rand.NEV', 'rand.CRM'])(
    '%s of random bytes is not recognised, and no more is claimed',
    async (name) => {
      const probe = await probed(lay(name, '\x07\x07\x01\x02'))
      expect(probe).toMatchObject({
        ok: false,
        limit: {
          reason: expect.stringMatching(
            /^The content is not recognised as (R3D|Blackmagic RAW|ARRIRAW|N-RAW|Canon CRM): /,
          ) as string,
        },
      })
    },
  )

  it('is broken where the copy is: empty, or of one value alone', async () => {
    const blank = join(place.dir, 'blank.R3D')
    writeFileSync(blank, Buffer.alloc(50_000))
    expect(await probed(blank)).toMatchObject({ ok: false, limit: null })
    writeFileSync(blank, '')
    expect(await probed(blank)).toMatchObject({
      ok: false,
      limit: null,
      reason: expect.stringContaining('empty') as string,
    })
  })
})

const text = async (path: string) => {
  const run = await startCli(join(place.dir, 'none'), ['probe', path], { text: true }).done
  return { exit: run.exit, out: run.stdout, err: run.stderr }
}

describe('`probe`', () => {
  it('lays out lines, without a spelled-out line break', async () => {
    const { out } = await text(lay('x.R3D', '\0\0\x01\0RED2'))
    expect(out).toContain('This build has no reader for R3D')
    const clip = await text(await film())
    expect(clip.out).not.toContain('\\n')
    expect(clip.out.split('\n').filter((line) => line.startsWith('  '))).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^ {2}Picture · Codec +ProRes/),
        expect.stringMatching(/^ {2}Picture · Raster +\d+ × \d+$/),
        expect.stringMatching(/^ {2}Time · .*10:00:00:00/),
      ]),
    )
  })

  it('says what stands in the place of a file', async () => {
    const folder = join(place.dir, 'folder')
    mkdirSync(folder)
    expect(await text(folder)).toMatchObject({
      exit: 2,
      err: expect.stringContaining(`${folder} is a folder.`) as string,
    })
    expect(await text('/dev/zero')).toMatchObject({
      exit: 2,
      err: expect.stringContaining("is a device and can't be probed") as string,
    })
    const pipe = join(place.dir, 'pipe')
    execFileSync('mkfifo', [pipe])
    expect(await text(pipe)).toMatchObject({
      exit: 2,
      err: expect.stringContaining("is a pipe and can't be probed") as string,
    })
    expect(await text(join(place.dir, 'gone.mov'))).toMatchObject({
      exit: 1,
      err: expect.stringContaining('There is no file at') as string,
    })
  })

  it.skipIf(!HAVE_SAMPLES).each([
    ['still.heic', 'HEIC', ['Raster 4000 × 3000']],
    ['exif-rotated.jpg', 'JPEG', ['Raster 2048 × 1152', 'Shown 1152 × 2048', 'Turned 90° clockwise']],
    ['canon-r6.cr3', 'Canon CR3', ['Raster 5472 × 3648']],
  ] as const)('names %s as the window does', async (name, format, picture) => {
    const path = join(SAMPLES, name)
    const { out } = await text(path)
    const lines = out.split('\n').map((line) => line.trim().replace(/ {2,}/g, ' '))
    expect(lines).toEqual(
      expect.arrayContaining([
        `File · Format ${format}`,
        `Picture · Codec ${format}`,
        ...picture.map((one) => `Picture · ${one}`),
      ]),
    )
    expect(out).not.toMatch(/null|mov,mp4/)
    expect(deriveAsset(from(path), await probed(path)).codec).not.toContain(',')
  })
})
