/**
 * Every fact that a probe tells, over all files that are at hand: which file tells it, and that none of them is read
 * wrongly enough to break its form. What no sample carries is read from files that are made (camera-metadata.test.ts).
 */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { describeProbe } from '../../../electron/engine/ingest/facts.ts'
import { probeFile } from '../../../electron/engine/media/probe.ts'
import { isSaneProbe } from '../../../electron/engine/domain/media/derived.ts'
import { probeSchema, type MediaFacts, type Probe, type VideoStream } from '../../../shared/model/probe.ts'
import * as media from '../../helpers/media.ts'

const seen = (facts: MediaFacts): VideoStream | undefined => facts.video.find(({ cover }) => !cover)

/** A fact of the issue by name, how it is told, and one file that is known to tell it. */
const FACTS: readonly (readonly [string, (facts: MediaFacts) => unknown, string])[] = [
  ['container', ({ container }) => container, 'avid-dnxhd-23976.mxf'],
  ['codec and profile', (facts) => seen(facts)?.codec && seen(facts)?.profile, 'prores-422lt-2997.mov'],
  ['raster', (facts) => seen(facts)?.width, 'dpx-10bit.dpx'],
  [
    'display aspect beside the pixels’',
    (facts) => (seen(facts)?.sar.num !== seen(facts)?.sar.den ? true : null),
    'dv-25.dv',
  ],
  ['rotation', (facts) => seen(facts)?.rotation || null, 'iphone-dolbyvision84-hlg.mov'],
  ['fields', (facts) => (seen(facts)?.fieldOrder === 'top-first' ? true : null), 'sony-xavc-longgop-25.mxf'],
  ['rational rate', (facts) => (facts.rate?.den === 1001 ? true : null), 'prores-422lt-2997.mov'],
  ['exact frames', (facts) => (seen(facts)?.framesExact === true ? true : null), 'gopro-max.mp4'],
  ['frames that an edit list hides', (facts) => (seen(facts)?.trimmed === true ? true : null), 'editlist-24-of-48.mov'],
  ['timecode of a track', ({ start }) => (start?.source === 'tmcd' ? true : null), 'gopro-max.mp4'],
  [
    'timecode of MXF, with drop-frame',
    ({ start }) => (start?.source === 'mxf' && start.dropFrame ? true : null),
    'prores-hdr10-5994df.mxf',
  ],
  ['timecode of bext', ({ start }) => (start?.source === 'bext' ? true : null), 'sounddevices-A101_1.wav'],
  ['reel', ({ reel }) => reel, 'avid-dnxhd-23976.mxf'],
  ['primaries', (facts) => seen(facts)?.primaries, 'iphone-meta.mov'],
  ['transfer', (facts) => seen(facts)?.transfer, 'hdr10-tags.mkv'],
  ['matrix', (facts) => seen(facts)?.matrix, 'prores-proxy-bt709.mov'],
  ['range', (facts) => (seen(facts)?.range === 'full' ? true : null), 'iphone-meta.mov'],
  ['mastering display', (facts) => seen(facts)?.mastering, 'dolbyvision81-pq.mp4'],
  ['light of the content', (facts) => seen(facts)?.contentLight, 'dolbyvision81-pq.mp4'],
  ['Dolby Vision with level', (facts) => seen(facts)?.dolbyVision?.level, 'iphone-dolbyvision84-hlg.mov'],
  ['channels of each track', ({ audio }) => (audio.length === 4 ? true : null), 'sony-xavc-longgop-25.mxf'],
  ['names of channels', ({ audio }) => audio[0]?.channelNames?.[0], 'sounddevices-A101_1.wav'],
  ['language', ({ audio }) => audio[0]?.language, 'gopro-max.mp4'],
  ['make and model', ({ camera }) => camera.make && camera.model, 'avchd-sony.mts'],
  ['serial number', ({ camera }) => camera.serial, 'gopro-max.mp4'],
  ['lens', ({ camera }) => camera.lens, 'canon-r6.cr3'],
  ['ISO', ({ camera }) => camera.iso, 'gopro-max.mp4'],
  ['white balance', ({ camera }) => camera.whiteBalance, 'gopro-max.mp4'],
  ['shutter', ({ camera }) => camera.shutter, 'sony-xavc-longgop-25.mxf'],
  ['look', ({ camera }) => camera.look, 'gopro-max.mp4'],
  ['place', ({ place }) => place, 'iphone-meta.mov'],
]

describe.skipIf(!media.HAVE_SAMPLES)('facts over all samples (RUSHES_SAMPLES)', () => {
  it('each is told by the file that carries it, in a form that is kept', { timeout: 180_000 }, async () => {
    const context = await media.mediaContext()
    const probes = new Map<string, Probe>()
    for (const name of readdirSync(media.SAMPLES)
      .filter((one) => !/\.(?:md|srt)$/i.test(one))
      .toSorted())
      probes.set(name, probeSchema.parse(await probeFile(join(media.SAMPLES, name), context)))
    expect([...probes].flatMap(([name, probe]) => (isSaneProbe(probe) ? [] : [name]))).toEqual([])
    const told = FACTS.map(([fact, tell, name]) => {
      const probe = probes.get(name)
      return [fact, probe?.ok === true && Boolean(tell(probe))]
    })
    expect(told.flatMap(([fact, is]) => (is === true ? [] : [fact]))).toEqual([])
    // People see no name of a program's for a codec, a container or a colour.
    const raw = [...probes].flatMap(([name, probe]) =>
      describeProbe(JSON.stringify(probe))
        .filter(({ value }) =>
          /\b(?:pcm_|mov,|bt709|bt2020|smpte\d|arib-|h264|hevc|prores_|dvvideo|mpeg2video)\b/.test(value),
        )
        .map(({ label, value }) => `${name}: ${label} ${value}`),
    )
    expect(raw).toEqual([])
  })
})
