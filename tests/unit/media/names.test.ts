/**
 * Codecs, containers, colours and lengths by the names that people use.
 */
import { describe, expect, it } from 'vitest'
import { describeProbe } from '../../../electron/engine/ingest/facts.ts'
import type { MediaFacts } from '../../../shared/model/probe.ts'
import { secondsText } from '../../../shared/time/duration.ts'
import { clockOfSamples } from '../../../shared/time/samples.ts'
import { codecName, colourName, containerName } from '../../../shared/util/media-names.ts'

describe('names', () => {
  it.each([
    ['prores', 'Standard', 'ProRes 422'],
    ['prores', 'HQ', 'ProRes 422 HQ'],
    ['prores', '4444', 'ProRes 4444'],
    ['dnxhd', 'DNXHR LB', 'DNXHR LB'],
    ['dnxhd', null, 'DNxHD'],
    ['h264', 'High', 'H.264 High'],
    ['pcm_s24le', null, 'PCM 24-bit'],
    ['pcm_f32le', null, 'PCM 32-bit float'],
    ['aac', 'LC', 'AAC'],
    ['cr3', null, 'Canon CR3'],
    ['rv10', null, 'RealVideo'],
    ['something', null, 'something'],
    [null, null, ''],
  ])('of the codec %s %s: %s', (codec, profile, name) => {
    expect(codecName(codec, profile)).toBe(name)
  })

  it.each([
    ['mov,mp4,m4a,3gp,3g2,mj2', 'crx ', 'Canon CR3'],
    ['mov,mp4,m4a,3gp,3g2,mj2', 'qt  ', 'QuickTime'],
    ['mov,mp4,m4a,3gp,3g2,mj2', 'isom', 'MP4'],
    ['mov,mp4,m4a,3gp,3g2,mj2', null, 'QuickTime'],
    ['tif', null, 'TIFF'],
    ['mrw', null, 'Minolta MRW'],
    ['rm', null, 'RealMedia'],
    ['mxf', null, 'MXF'],
    ['matroska,webm', null, 'Matroska or WebM'],
    ['exr_pipe', null, 'OpenEXR'],
    ['heic', null, 'HEIC'],
  ])('of the container %s, %s: %s', (container, brand, name) => {
    expect(containerName(container, brand)).toBe(name)
  })

  it.each([
    ['bt709', 'bt709', 'bt709', 'Rec.709'],
    [null, null, 'bt709', 'Rec.709 (matrix)'],
    ['bt2020', 'smpte2084', 'bt2020nc', 'Rec.2020 primaries, PQ transfer, Rec.2020 matrix'],
    [null, null, null, null],
  ])('of the colour %s %s %s: %s', (primaries, transfer, matrix, name) => {
    expect(colourName(primaries, transfer, matrix)).toBe(name)
  })

  it('of lengths and times of day without a frame rate', () => {
    expect(secondsText({ num: 7, den: 2 })).toBe('3.5 s')
    expect(secondsText({ num: 3725, den: 1 })).toBe('1:02:05')
    expect(clockOfSamples(172_800_000, 48_000)).toBe('01:00:00.000')
  })
})

describe('a photo', () => {
  it('goes by its codec, and its camera by a name that says the make once', () => {
    const facts = {
      ok: true,
      kind: 'still',
      bytes: 1,
      container: 'image2',
      bitRate: null,
      duration: null,
      durationFrames: null,
      rate: null,
      audio: [],
      data: [],
      start: null,
      recorded: null,
      reel: null,
      video: [
        {
          index: 0,
          codec: 'mjpeg',
          tag: null,
          profile: 'Baseline',
          width: 497,
          height: 331,
          sar: { num: 1, den: 1 },
          displayWidth: 331,
          displayHeight: 497,
          pixelFormat: 'yuvj444p',
          bitDepth: 8,
          chroma: '4:4:4',
          alpha: false,
          rate: null,
          averageRate: null,
          realRate: null,
          variableRate: false,
          timeBase: { num: 1, den: 25 },
          delay: { num: 0, den: 1 },
          fieldOrder: 'unknown',
          range: 'full',
          primaries: null,
          transfer: null,
          matrix: 'bt470bg',
          hdr: 'none',
          dolbyVision: null,
          contentLight: null,
          rotation: 90,
          frames: null,
          framesExact: false,
          bitRate: null,
          cover: false,
        },
      ],
      camera: {
        make: 'Canon',
        model: 'Canon EOS 6D',
        serial: null,
        name: null,
        lens: null,
        iso: null,
        shutter: null,
        whiteBalance: null,
        software: null,
      },
      sound: null,
      tags: {},
    } satisfies MediaFacts
    const shown = new Map(describeProbe(JSON.stringify(facts)).map((fact) => [fact.label, fact.value]))
    expect([shown.get('Format'), shown.get('Camera'), shown.get('Shown'), shown.get('Turned')]).toEqual([
      'JPEG',
      'Canon EOS 6D',
      '331 × 497',
      '90° clockwise',
    ])
  })
})

describe('a sound file whose recorder wrote no frame rate', () => {
  it('is shown with its start as time of day, its length in seconds, and no name that every writer gives', () => {
    const facts: MediaFacts = {
      ok: true,
      kind: 'audio',
      bytes: 1,
      container: 'wav',
      bitRate: null,
      duration: { num: 1, den: 1 },
      durationFrames: null,
      rate: null,
      video: [],
      audio: [
        {
          index: 0,
          codec: 'pcm_s24le',
          channels: 6,
          layout: '5.1',
          sampleRate: 48_000,
          bits: 24,
          samples: 48_000,
          bitRate: null,
          language: null,
          title: null,
        },
      ],
      data: [],
      start: null,
      recorded: { local: '2019-04-24T22:24:00', offsetMinutes: 120, source: 'bext' },
      reel: null,
      camera: {
        make: null,
        model: null,
        serial: null,
        name: null,
        lens: null,
        iso: null,
        shutter: null,
        whiteBalance: null,
        software: null,
      },
      sound: {
        project: null,
        scene: null,
        take: null,
        tape: null,
        note: null,
        circled: null,
        timeReference: 172_800_000,
        sampleRate: 48_000,
        timecodeRate: null,
        dropFrame: false,
        userBits: null,
        fileUid: null,
        originator: null,
        tracks: [],
      },
      tags: {},
    }
    const shown = describeProbe(JSON.stringify(facts))
    const value = (label: string): string | undefined => shown.find((fact) => fact.label === label)?.value
    expect(value('Start')).toMatch(/^01:00:00\.000 \(time of day/)
    expect(value('Duration')).toBe('1.0 s')
    expect(value('Recorded')).toBe('2019-04-24 22:24:00 UTC+02:00 (bext)')
    expect(shown.map((fact) => fact.value)).toEqual(expect.arrayContaining(['PCM 24-bit', 'WAV']))
  })
})
