/**
 * Journals as a large production would have written them: many devices, clips with their facts, what people said of
 * them, some of it over what others had said. Written straight into a store, by the code that writes journals.
 */
import { createHash } from 'node:crypto'
import { manyIds } from '../../electron/engine/db/core/many-ids.ts'
import { formatHybridTime } from '../../electron/engine/domain/sync/hybrid-clock.ts'
import type { Json, Op } from '../../electron/engine/domain/replica/op.ts'
import { tellHead } from '../../electron/engine/sync/journal/heads.ts'
import { segmentFileName, segmentKey } from '../../electron/engine/sync/journal/journal-keys.ts'
import { segmentTip, writeSegment, type Fact } from '../../electron/engine/sync/format/segment.ts'
import type { ObjectStore } from '../../electron/engine/sync/stores/store.ts'

export interface Written {
  readonly lines: number
  readonly segments: number
}

interface Pen {
  readonly device: string
  seq: number
  tip: string
  names: string[]
  counter: number
  clock: string
}

const FIELDS = ['rating', 'tag:hero', 'description', 'scene', 'circled', 'tag:night', 'take'] as const
const TEXTS =
  'wide of the harbour at dusk, boom dips in twice|usable from 01:12 on|second half is better|pick up in the studio|sound wild, sync by hand'.split(
    '|',
  )

/** Somebody who writes journals: goes on with more when asked again. */
export function journalist(
  store: ObjectStore,
  devices: number,
  from: number,
): { write(what: { assets: number; words: number; together: number; over: boolean }): Promise<Written> } {
  const nextId = manyIds()
  const pens = Array.from({ length: devices }, (): Pen => ({
    device: nextId(),
    seq: 0,
    tip: '',
    names: [],
    counter: 0,
    clock: '',
  }))
  const random = seeded(7)
  const assets: string[] = []
  /** The last word in a field: whoever writes next has seen it, nearly always. */
  const heads = new Map<string, string>()
  let ms = from
  let drawn = 0

  const clockOf = (pen: Pen): string => {
    pen.counter = (pen.counter + 1) & 0xffff
    ms += 1
    return formatHybridTime({ ms, counter: pen.counter, device: pen.device })
  }

  async function send(pen: Pen, facts: readonly Fact[], ops: readonly Op[]): Promise<void> {
    pen.seq += 1
    pen.clock = ops.at(-1)?.clock ?? pen.clock
    const bytes = writeSegment({
      header: {
        device: pen.device,
        name: `Cart ${pen.device.slice(-3)}`,
        author: 'Ada',
        seq: pen.seq,
        prev: pen.tip,
        clock: pen.clock,
      },
      facts,
      ops,
    })
    pen.tip = segmentTip(bytes)
    const name = segmentFileName(pen.seq, createHash('md5').update(bytes).digest('hex').slice(0, 8))
    pen.names = [...pen.names.slice(-15), name]
    await store.put(segmentKey(pen.device, name), bytes)
  }

  function factsOf(pen: Pen, n: number): Fact[] {
    const [asset, version, roll] = [nextId(), nextId(), `A${String(n >> 7).padStart(4, '0')}`]
    assets.push(asset)
    const content = `${createHash('md5').update(String(n)).digest('hex')}-${1_000_000_000 + n}`
    const name = `${roll}C${String(n & 127).padStart(3, '0')}.mov`
    const beginnings = {
      path: `${roll}/${name}`,
      roll,
      bytes: 1_000_000_000 + n,
      modifiedMs: ms,
      zoneMinutes: 60,
      cutOffMinutes: 240,
      frames: null,
    }
    return [
      { clock: clockOf(pen), kind: 'content', id: content, value: { kind: 'video', probe: probeOf(n, ms) } },
      {
        clock: clockOf(pen),
        kind: 'version',
        id: version,
        value: {
          asset,
          kind: 'video',
          from: beginnings,
          reason: 'offload',
          author: 'Ada',
          device: 'Cart',
          bytes: beginnings.bytes,
          at: ms,
          modified: null,
          label: null,
          rank: 0,
          parts: [['primary', name, content]],
        },
      },
      ...[0, 1].flatMap((copy): Fact[] =>
        n % 128 === 0
          ? [
              {
                clock: clockOf(pen),
                kind: 'volume',
                id: `uuid:RAID-${copy}-${n >> 14}`,
                value: { label: `RAID ${n >> 14}`, kind: 'external', capacity: 2e13, fsUuid: null },
              },
            ]
          : [],
      ),
      ...[0, 1].map((copy): Fact => ({
        clock: clockOf(pen),
        kind: 'place',
        id: `uuid:RAID-${copy}-${n >> 14}\u001fDAY_${n >> 12}/${beginnings.path}`,
        value: {
          content,
          bytes: beginnings.bytes,
          mtime: ms * 1e6,
          state: 'present',
          role: 'primary',
          asset,
          verification: 'verified',
          verifiedAt: ms,
          readBack: 'device',
        },
      })),
    ]
  }

  function wordOf(pen: Pen, over: boolean): Op {
    const id = assets[Math.floor(random() * assets.length)]!
    const field = FIELDS[Math.floor(random() * FIELDS.length)]!
    const key = `${id} ${field}`
    const seen = over || random() < 0.98 ? heads.get(key) : undefined
    const value: Json =
      field.startsWith('tag:') || field === 'circled'
        ? random() < 0.9
        : field === 'rating'
          ? Math.floor(random() * 6)
          : field === 'description'
            ? `${TEXTS[Math.floor(random() * TEXTS.length)]!} ${drawn}`
            : String(Math.floor(random() * 140))
    const clock = clockOf(pen)
    heads.set(key, clock)
    drawn += 1
    return { clock, entity: 'asset', id, field, value, over: seen === undefined ? [] : [seen] }
  }

  return {
    async write({ assets: count, words, together, over }) {
      const written = { lines: 0, segments: 0 }
      const note = (lines: number): void => {
        written.lines += lines
        written.segments += 1
      }
      const loaders = Math.max(1, Math.ceil(devices / 25))
      for (let n = assets.length, end = n + count; n < end;) {
        const pen = pens[(n >> 7) % loaders]!
        const facts: Fact[] = []
        while (facts.length < 500 && n < end) facts.push(...factsOf(pen, n++))
        await send(pen, facts, [])
        note(facts.length)
      }
      for (let said = 0; said < words;) {
        const pen = pens[Math.floor(random() * devices)]!
        const ops = Array.from({ length: Math.min(together, words - said) }, () => wordOf(pen, over))
        said += ops.length
        await send(pen, [], ops)
        note(ops.length)
      }
      for (const pen of pens)
        if (pen.seq > 0)
          await tellHead(
            store,
            {
              device: pen.device,
              seq: pen.seq,
              tip: pen.tip,
              name: 'Cart',
              at: new Date(ms).toISOString(),
              last: pen.names,
            },
            new AbortController().signal,
          )
      return written
    },
  }
}

/** What a camera's clip says of itself: some 1.5 kB of JSON. */
function probeOf(n: number, ms: number): Json {
  const [rate, ratio] = [
    { num: 24_000, den: 1001 },
    { num: 1, den: 1 },
  ]
  return {
    ok: true,
    kind: 'video',
    bytes: 1_000_000_000 + n,
    container: 'mov',
    bitRate: 180_000_000 + n,
    duration: { num: 1001 * (n % 9000), den: 24_000 },
    durationFrames: n % 9000,
    rate,
    video: [
      {
        index: 0,
        codec: 'prores',
        tag: 'apch',
        profile: 'HQ',
        width: 3840,
        height: 2160,
        sar: ratio,
        displayWidth: 3840,
        displayHeight: 2160,
        pixelFormat: 'yuv422p10le',
        bitDepth: 10,
        chroma: '4:2:2',
        alpha: false,
        rate,
        averageRate: rate,
        realRate: rate,
        variableRate: false,
        timeBase: { num: 1, den: 24_000 },
        delay: { num: 0, den: 1 },
        fieldOrder: 'progressive',
        range: 'limited',
        primaries: 'bt709',
        transfer: 'bt709',
        matrix: 'bt709',
        hdr: 'none',
        dolbyVision: null,
        contentLight: null,
        rotation: 0,
        frames: n % 9000,
        framesExact: true,
        bitRate: 178_000_000 + n,
        cover: false,
      },
    ],
    audio: [0, 1].map((index) => ({
      index: index + 1,
      codec: 'pcm_s24le',
      channels: 2,
      layout: 'stereo',
      sampleRate: 48_000,
      bits: 24,
      samples: 2002 * (n % 9000),
      bitRate: 2_304_000,
      language: 'eng',
      title: null,
    })),
    data: [{ index: 3, kind: 'data', tag: 'tmcd', codec: null }],
    start: { frames: n % 2_000_000, rate: { num: 24, den: 1 }, dropFrame: false, text: '10:42:13:07', source: 'tmcd' },
    recorded: { local: new Date(ms).toISOString().slice(0, 19), offsetMinutes: null, source: 'creation_time' },
    reel: `A${n >> 7}`,
    camera: {
      make: 'ARRI',
      model: 'ALEXA 35',
      serial: String(20_000 + (n % 7)),
      name: null,
      lens: null,
      iso: '800',
      shutter: '180',
      whiteBalance: '5600',
      software: null,
    },
    sound: null,
    tags: { major_brand: 'qt  ', 'com.apple.quicktime.make': 'ARRI', creation_time: new Date(ms).toISOString() },
  }
}

/** Mulberry32: small, even, and the same everywhere. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
