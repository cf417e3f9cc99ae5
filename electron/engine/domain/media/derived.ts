/**
 * What the media itself says of an asset: from its name, its folder, its time stamp, and its probe.
 */
import { z } from 'zod'
import { colourChain } from '../colour/chain.ts'
import type { AssetKind } from '../../../../shared/model/asset.ts'
import { rateSchema } from '../../../../shared/model/primitives.ts'
import type { MediaFacts, Probe } from '../../../../shared/model/probe.ts'
import { clipFacts } from './clip-facts.ts'
import { framesFault, framesSchema } from './frames.ts'
import { baseName, classify, extensionOf, stemOf } from './media-kinds.ts'
import { writtenStart } from './name-timecode.ts'
import { hdrOf } from './picture.ts'
import { sequenceName } from './sequences.ts'
import { clockAt, localStart, shootingDay, type Start } from '../shooting-day.ts'

const text = z.string().nullable().default(null)
const whole = z.number().int().nullable().default(null)

/** What is known of a clip before its media is opened; kept, so that the facts can be worked out again. */
export const beginningsSchema = z.object({
  /** Relative to the card or folder, with forward slashes. */
  path: z.string(),
  /** Roll as the card's structure gave it, where it was recognised. */
  roll: z.string().nullable(),
  /** Bytes of all parts of one copy. */
  bytes: z.number().int(),
  /** The file's own time, ms since 1970. */
  modifiedMs: z.number().int(),
  /** Minutes east of UTC of the machine at that time: the set's clock, where nothing better is said. */
  zoneMinutes: z.number().int(),
  /** Minutes after midnight at which a shooting day begins. */
  cutOffMinutes: z.number().int(),
  /** The frames of an image sequence; null for everything else. */
  frames: framesSchema.nullable().default(null),
})
export type Beginnings = z.infer<typeof beginningsSchema>

/** Null where the media says nothing. */
export const derivedSchema = z.object({
  from: beginningsSchema,
  name: z.string(),
  bytes: z.number().int().default(0),
  broken: text,
  unsupported: text,
  roll: text,
  camera: text,
  scene: text,
  shot: text,
  take: text,
  day: text,
  circled: z.boolean().default(false),
  description: z.string().default(''),
  recordedAt: whole,
  durationFrames: whole,
  durationMs: whole,
  rate: rateSchema.nullable().default(null),
  startTimecode: text,
  startFrame: whole,
  dropFrame: z.boolean().default(false),
  width: whole,
  height: whole,
  codec: text,
  channels: whole,
  hdr: text,
  /** The log curve that the camera named, as people call it. */
  log: text.default(null),
})
export type Derived = z.infer<typeof derivedSchema>

/** An asset's facts from name and time stamp, and from the probe once there is one. */
export function deriveAsset(from: Beginnings, probe: Probe | null): Derived {
  const named = clipFacts(from.path)
  const start: Start = { clock: clockAt(from.modifiedMs, from.zoneMinutes) }
  const base: Derived = derivedSchema.parse({
    from,
    name: from.frames === null ? clipName(from.path) : sequenceName(baseName(from.path), from.frames),
    bytes: from.bytes,
    roll: named.roll ?? from.roll,
    camera: named.camera,
    day: shootingDay(start, from.zoneMinutes, from.cutOffMinutes),
  })
  if (from.frames !== null) {
    base.durationFrames = from.frames.last - from.frames.first + 1
    base.broken = framesFault(from.frames)
  }
  if (probe === null) return base
  // What the tools can't do is no damage of the file.
  if (!probe.ok)
    return probe.limit == null
      ? { ...base, broken: base.broken === null ? probe.reason : `${base.broken} ${probe.reason}` }
      : { ...base, unsupported: probe.limit.reason }
  const found = { ...base, ...mediaPart(from, probe, base) }
  // A probe saw one frame. How long the sequence runs is told by its frames. Its rate is the header's; where that says
  // nothing, the row has what the settings assume.
  return from.frames === null
    ? found
    : {
        ...found,
        durationFrames: base.durationFrames,
        durationMs: null,
        rate: probe.numbered?.rate ?? null,
        startTimecode: probe.numbered?.timecode ?? null,
        startFrame: null,
      }
}

/**
 * Numbers beyond this are no facts of media: 2^40 samples are 66 days at 192 kHz, 2^40 frames are more. Sizes in bytes
 * aside.
 */
const MAX_NUMBER = 2 ** 40

/**
 * True for a probe of which every column of an asset can be worked out: what another device tells may hold any number,
 * and one that no column holds would break whatever rests on it.
 */
export function isSaneProbe(probe: Probe): boolean {
  if (!areSmall({ ...probe, bytes: 0 })) return false
  try {
    const from: Beginnings = {
      path: 'A.mov',
      roll: null,
      bytes: 0,
      modifiedMs: 0,
      zoneMinutes: 0,
      cutOffMinutes: 0,
      frames: null,
    }
    return derivedSchema.safeParse(deriveAsset(from, probe)).success
  } catch (error) {
    // A moment that no date holds, a division by nothing.
    if (error instanceof RangeError || error instanceof z.ZodError) return false
    throw error
  }
}

function areSmall(value: unknown): boolean {
  if (typeof value === 'number') return Math.abs(value) <= MAX_NUMBER
  return typeof value !== 'object' || value === null || Object.values(value).every(areSmall)
}

/** A clip goes by its name without the ending, as the crew says it; a document by the whole name of its file. */
function clipName(path: string): string {
  return ['video', 'audio', 'still'].includes(classify(path)) ? stemOf(path) : baseName(path)
}

function mediaPart(from: Beginnings, probe: MediaFacts, base: Derived): Partial<Derived> {
  const picture = probe.video.find((stream) => !stream.cover)
  const { sound } = probe
  const channels = probe.audio.reduce((sum, stream) => sum + stream.channels, 0)
  const start = startOf(from, probe)
  const timecode = writtenStart(probe)
  return {
    roll: base.roll ?? probe.reel ?? sound?.tape ?? null,
    scene: sound?.scene ?? null,
    take: sound?.take ?? null,
    circled: sound?.circled ?? false,
    description: sound?.note ?? '',
    day: shootingDay(start, from.zoneMinutes, from.cutOffMinutes),
    recordedAt:
      probe.recorded === null ? null : Math.round(localStart(start, from.zoneMinutes)) - from.zoneMinutes * 60_000,
    durationFrames: probe.durationFrames,
    durationMs: probe.duration === null ? null : Math.round((probe.duration.num * 1000) / probe.duration.den),
    rate: probe.rate,
    startTimecode: timecode?.text ?? null,
    startFrame: timecode?.frames ?? null,
    dropFrame: timecode?.dropFrame ?? false,
    width: picture?.displayWidth ?? null,
    height: picture?.displayHeight ?? null,
    codec: codecOf(probe, picture, from.path),
    channels: channels === 0 ? null : channels,
    hdr: picture === undefined ? null : hdrOf(picture),
    log: colourChain(probe, null)?.log ?? null,
    broken: probe.cutShort ?? base.broken,
    unsupported: probe.limit?.reason ?? null,
  }
}

/**
 * The codec of the picture, or of sound alone. Raw pictures have none that is known: they go by the ending of their
 * file.
 */
function codecOf(probe: MediaFacts, picture: MediaFacts['video'][number] | undefined, path: string): string {
  if (picture === undefined) return probe.audio[0]?.codec ?? probe.container
  return picture.codec ?? (extensionOf(path) || probe.container)
}

/** The best witness of when a clip began: the file's own words, else the time stamp; with its timecode either way. */
function startOf(from: Beginnings, probe: MediaFacts): Start {
  const clock =
    probe.recorded === null
      ? clockAt(from.modifiedMs, from.zoneMinutes)
      : { local: probe.recorded.local, offsetMinutes: probe.recorded.offsetMinutes }
  const { sound } = probe
  const written = writtenStart(probe)
  // A recorder that writes no frame rate tells the time of day in samples all the same.
  if (written === null && sound?.timeReference != null && sound.sampleRate)
    return { clock, timecode: { num: sound.timeReference, den: sound.sampleRate } }
  if (written === null) return { clock }
  const { frames, rate } = written
  return { clock, timecode: { num: frames * rate.den, den: rate.num } }
}

/**
 * The kind of an asset: what its name says, put right by what its streams are. A video file without pictures is sound,
 * a file that could not be read keeps the kind of its name.
 */
export function kindOf(named: AssetKind, probe: Probe | null): AssetKind {
  if (probe === null || !probe.ok || probe.kind === 'other') return named
  const media: readonly AssetKind[] = ['video', 'audio', 'still', 'other']
  return media.includes(named) ? probe.kind : named
}
