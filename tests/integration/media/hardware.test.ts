/**
 * Encoders of graphics cards are tried before they are trusted. No machine of the tests has one: an ffmpeg stands in whose
 * "card" is libx264, right or wrong on purpose.
 */
import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { makeDerivative } from '../../../electron/engine/media/derive.ts'
import { hardwareOptions, isAlike, tryHardware } from '../../../electron/engine/media/hardware.ts'
import { createMediaService } from '../../../electron/engine/media/service.ts'
import { readNames } from '../../../electron/engine/media/tools.ts'
import { workerUrls } from '../../../electron/hosts/places.ts'
import { factsOf } from '../../helpers/derived.ts'
import { scratch } from '../../helpers/library.ts'
import * as media from '../../helpers/media.ts'

const place = scratch()
afterAll(() => place[Symbol.dispose]())

/** An ffmpeg with a card: `twist` are filters that its encoder lays over the picture, null for one that fails. */
async function withCard(name: string, twist: string | null): Promise<string> {
  const { tools } = await media.mediaContext()
  const path = join(place.dir, name)
  writeFileSync(
    path,
    `#!/bin/bash
real='${tools.ffmpeg.path}'
if [[ " $* " == *' -encoders '* ]]; then "$real" "$@"; echo ' V....D h264_nvenc           a card'; exit 0; fi
if [[ " $* " != *' h264_nvenc '* ]]; then exec "$real" "$@"; fi
${twist === null ? 'echo "Cannot load libcuda.so.1" >&2; exit 1' : ''}
args=(); skip=0
for word in "$@"; do
  if (( skip )); then skip=0; continue; fi
  case "$word" in
    h264_nvenc) args+=(libx264 -preset ultrafast -metadata comment=card) ;;
    -preset|-rc|-cq|-b:v|-forced-idr|-strict_gop) skip=1 ;;
    format=nv12) args+=('format=nv12${twist === null || twist === '' ? '' : `,${twist}`}') ;;
    *) args+=("$word") ;;
  esac
done
exec "$real" "\${args[@]}"
`,
  )
  chmodSync(path, 0o755)
  return path
}

async function tried(exe: string): Promise<string | null> {
  const { runner } = await media.mediaContext()
  const { output } = await runner.run({ exe, args: ['-hide_banner', '-encoders'] })
  return tryHardware(exe, readNames(output.toString('utf8')), runner)
}

describe('a card is trusted', () => {
  it.each([
    ['where three frames come back right', '', 'h264_nvenc'],
    ['not where they are green', 'lutyuv=y=80', null],
    ['not where they come in another order', 'reverse', null],
    ['not where one is missing', 'select=gt(n\\,0)', null],
    ['not where the range is wrong', 'lutyuv=y=16+val*0.7', null],
    ['not where its driver is missing', null, null],
  ])('%s', async (what, twist, encoder) => {
    expect(await tried(await withCard(`${what}.sh`, twist))).toBe(encoder)
  })

  it('nor where nothing is listed, and no encoder of this machine stops the trial', async () => {
    const { runner, tools } = await media.mediaContext()
    expect(await tryHardware(tools.ffmpeg.path, new Set(['libx264']), runner)).toBeNull()
    const found = await tryHardware(tools.ffmpeg.path, tools.capabilities.encoders, runner)
    expect(found === null || tools.capabilities.encoders.has(found)).toBe(true)
  })

  it('by frames that are as many, near, and in order', () => {
    const bytes = 32 * 18
    const frames = (...values: readonly number[]): Buffer =>
      Buffer.concat(values.map((value) => Buffer.alloc(bytes, value)))
    expect(isAlike(frames(10, 50, 90), frames(11, 52, 89))).toBe(true)
    for (const wrong of [frames(50, 10, 90), frames(10, 50), frames(30, 70, 110), Buffer.alloc(0)])
      expect(isAlike(frames(10, 50, 90), wrong)).toBe(false)
  })
})

describe('review proxies', () => {
  async function service(exe: string, hardware: boolean) {
    const { tools } = await media.mediaContext()
    return createMediaService({
      tableDir: join(place.dir, `table-${Math.random()}`),
      resourcesDir: null,
      mediaInfo: workerUrls().mediaInfo,
      insideMedia: workerUrls().insideMedia,
      hardware: () => hardware,
      find: async () => ({
        ...tools,
        ffmpeg: { ...tools.ffmpeg, path: exe },
        capabilities: { ...tools.capabilities, encoders: new Set([...tools.capabilities.encoders, 'h264_nvenc']) },
      }),
    })
  }
  const made = async (exe: string, hardware: boolean, name: string) => {
    const own = await service(exe, hardware)
    try {
      const input = await media.film()
      return await makeDerivative(
        { recipe: 'proxy', input, probe: await factsOf(input), outDir: join(place.dir, name) },
        await own.context(),
      )
    } finally {
      await own.close()
    }
  }
  const comment = async (path: string): Promise<boolean> => {
    const { runner, tools } = await media.mediaContext()
    const { output } = await runner.run({ exe: tools.ffprobe.path, args: ['-v', 'error', '-show_format', path] })
    return output.includes('comment=card')
  }

  it('are made by a card that was tried and is wanted, with the frames of the original', async () => {
    const card = await withCard('right.sh', '')
    const proxy = await made(card, true, 'card')
    expect(await comment(proxy.path)).toBe(true)
    const facts = await factsOf(proxy.path)
    expect(facts.video[0]!.frames).toBe((await factsOf(await media.film())).video[0]!.frames)
    expect(await comment((await made(card, false, 'not wanted')).path)).toBe(false)
  })

  it('are made by the processor where the card fails later', async () => {
    // Right in the trial, gone when it is needed: as with a card that others have taken.
    const card = await withCard('gone.sh', '')
    writeFileSync(card, readFileSync(card, 'utf8').replace('args=();', `[[ " $* " == *lavfi* ]] || exit 1\nargs=();`))
    const proxy = await made(card, true, 'gone')
    expect(await comment(proxy.path)).toBe(false)
    expect((await factsOf(proxy.path)).video[0]!.codec).toBe('h264')
  })

  it('have groups that stand alone, and no pictures that refer forward, by every card', () => {
    for (const encoder of ['h264_videotoolbox', 'h264_nvenc', 'h264_qsv', 'h264_amf'] as const) {
      const options = hardwareOptions(encoder, 12).join(' ')
      for (const part of ['-g 12', '-bf 0', '+cgop']) expect(options).toContain(part)
    }
  })
})
