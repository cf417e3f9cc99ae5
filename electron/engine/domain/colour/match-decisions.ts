/**
 * Which clip a decision of a cutting list is about: by name, then by reel and timecode. A decision that fits several
 * clips is given to none of them. Pure.
 */
import type { Cdl } from '../../../../shared/model/colour.ts'
import type { RateValue } from '../../../../shared/model/primitives.ts'
import { framesPerDay, readTimecode } from '../../../../shared/time/timecode.ts'
import type { Decision, LineFault } from './decision-lists.ts'

/** A clip, as far as it matters here. */
export interface GradedClip {
  readonly id: string
  readonly name: string
  readonly roll: string | null
  readonly startTimecode: string | null
  readonly durationFrames: number | null
  readonly rate: RateValue | null
}

interface Match<Clip> {
  readonly clip: Clip
  readonly line: number
  readonly cdl: Cdl
}

interface Matched<Clip> {
  /** One for each clip, in the order of the list. */
  readonly matches: readonly Match<Clip>[]
  /** Decisions that went to no clip, with why. */
  readonly faults: readonly LineFault[]
}

/** A name without its ending, whatever its case and the form of its letters. */
export function clipStem(name: string): string {
  const file = name.trim().replace(/^.*[/\\]/, '')
  return file
    .normalize('NFC')
    .toLowerCase()
    .replace(/\.[a-z0-9]{2,4}$/, '')
}

/** Gives decisions to clips. Of two for one clip the first counts. */
export function matchDecisions<Clip extends GradedClip>(
  decisions: readonly Decision[],
  clips: readonly Clip[],
): Matched<Clip> {
  const byStem = Map.groupBy(clips, ({ name }) => clipStem(name))
  const matches = new Map<string, Match<Clip>>()
  const faults: LineFault[] = []
  for (const decision of decisions) {
    const { line, cdl } = decision
    const found = clipsFor(decision, clips, byStem)
    const [clip] = found
    const before = clip === undefined ? undefined : matches.get(clip.id)
    if (clip === undefined) faults.push({ line, sentence: `no clip is ${wordsOf(decision)}.` })
    else if (found.length > 1)
      faults.push({ line, sentence: `${found.length} clips are ${wordsOf(decision)}; it was given to none of them.` })
    else if (before === undefined) matches.set(clip.id, { clip, line, cdl })
    else if (JSON.stringify(before.cdl) !== JSON.stringify(cdl))
      faults.push({ line, sentence: `${clip.name} has another correction in line ${before.line}, which is used.` })
  }
  return { matches: [...matches.values()], faults }
}

function clipsFor<Clip extends GradedClip>(
  { names, reel, timecode }: Decision,
  clips: readonly Clip[],
  byStem: ReadonlyMap<string, readonly Clip[]>,
): readonly Clip[] {
  for (const name of names) {
    const named = byStem.get(clipStem(name)) ?? []
    // One of a name needs no timecode: conformed files begin elsewhere. Several are told apart by the rest.
    if (named.length === 1) return named
    if (named.length > 1) return narrowed(named, reel, timecode)
  }
  if (reel === null || timecode === null) return []
  return clips.filter((clip) => isOfReel(clip, reel) && holds(clip, timecode) === true)
}

function narrowed<Clip extends GradedClip>(
  named: readonly Clip[],
  reel: string | null,
  timecode: string | null,
): readonly Clip[] {
  const ofReel = reel === null ? [] : named.filter((clip) => isOfReel(clip, reel))
  const left = ofReel.length > 0 ? ofReel : named
  return timecode === null || left.length === 1 ? left : left.filter((clip) => holds(clip, timecode) !== false)
}

/** Reels are tapes, or what a program made of a file's name: cut to eight letters in older lists. */
function isOfReel({ roll, name }: GradedClip, reel: string): boolean {
  const wanted = clipStem(reel)
  const stem = clipStem(name)
  return (
    (roll !== null && clipStem(roll) === wanted) || stem === wanted || (wanted.length >= 6 && stem.startsWith(wanted))
  )
}

/** Whether a label lies in a clip; null where that can't be told. */
function holds({ startTimecode, durationFrames, rate }: GradedClip, timecode: string): boolean | null {
  if (startTimecode === null || durationFrames === null || rate === null) return null
  const start = readTimecode(startTimecode, rate)
  // A list says drop-frame in its head, or not at all: the clip's own way of counting holds.
  const at = start === null ? null : readTimecode(timecode, rate, start.dropFrame)
  if (start === null || at === null) return null
  const day = framesPerDay(rate, start.dropFrame)
  return (at.frames - start.frames + day) % day < durationFrames
}

function wordsOf({ names, reel, timecode }: Decision): string {
  const [name] = names
  const tape = reel === null ? [] : [`of reel ${reel}`]
  const time = timecode === null ? [] : [`at ${timecode}`]
  return [...(name === undefined ? [] : [`called “${name}”`]), [...tape, ...time].join(' ')]
    .filter((part) => part !== '')
    .join(' or ')
}
