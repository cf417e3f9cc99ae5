/**
 * What the sound recordist wrote, from the two places it may stand in: iXML first, bext where iXML is silent.
 */
import { openMedia } from '../files/open-plain.ts'
import type { SoundFacts, StartTimecode } from '../../../shared/model/probe.ts'
import { timecodeOfSamples } from '../../../shared/time/samples.ts'
import { formatTimecode } from '../../../shared/time/timecode.ts'
import { descriptionWords, readBext, speedOf, type Bext } from './bext.ts'
import { readIxml, type Ixml } from './ixml.ts'
import { readWavChunks } from './wav.ts'

/** Facts, and the date and time of the recorder's clock as bext writes it. */
export interface SoundReading {
  readonly facts: SoundFacts
  readonly clock: string | null
  readonly fromBext: boolean
}

/** Joins the two. Pure. */
export function joinSound(bext: Bext | null, ixml: Ixml | null, sampleRate: number): SoundFacts {
  const words = descriptionWords(bext?.description ?? '')
  const speed = speedOf(words)
  const circled = words.get('CIRCLED')
  const word = (fromIxml: string | null | undefined, name: string): string | null =>
    fromIxml ?? (words.get(name) || null)
  const rate = ixml?.timecodeRate ?? speed?.rate ?? null
  return {
    project: word(ixml?.project, 'PROJECT'),
    scene: word(ixml?.scene, 'SCENE'),
    take: word(ixml?.take, 'TAKE'),
    tape: word(ixml?.tape, 'TAPE'),
    note: word(ixml?.note, 'NOTE'),
    circled: ixml?.circled ?? (circled === undefined ? null : circled.toUpperCase() === 'TRUE'),
    timeReference: bext?.timeReference ?? ixml?.samplesSinceMidnight ?? null,
    sampleRate: bext === null ? (ixml?.sampleRate ?? sampleRate) : sampleRate,
    timecodeRate: rate,
    dropFrame: ixml?.timecodeRate ? ixml.dropFrame : (speed?.dropFrame ?? false),
    userBits: word(ixml?.userBits, 'UBITS'),
    fileUid: ixml?.fileUid ?? null,
    originator: bext?.originator || null,
    tracks: ixml !== null && ixml.tracks.length > 0 ? [...ixml.tracks] : tracksOf(words),
  }
}

function tracksOf(words: ReadonlyMap<string, string>): SoundFacts['tracks'] {
  return [...words].flatMap(([key, name]) => {
    const channel = /^TRK(\d+)$/.exec(key)?.[1]
    return channel === undefined || name === '' ? [] : [{ channel: Number(channel), name, function: null }]
  })
}

/** The start timecode of a recording; null without a time reference or without a rate to count it by. */
export function soundStart(facts: SoundFacts, fromBext: boolean): StartTimecode | null {
  if (facts.timeReference === null || facts.timecodeRate === null || !facts.sampleRate) return null
  const tc = timecodeOfSamples(facts.timeReference, facts.sampleRate, facts.timecodeRate, facts.dropFrame)
  return { ...tc, text: formatTimecode(tc), source: fromBext ? 'bext' : 'ixml' }
}

/** A sound file: what its recorder wrote, and whether it came to write the header. */
interface SoundFile {
  /** Null when it carries neither bext nor iXML. */
  readonly reading: SoundReading | null
  /** True when the header tells of no sound and sound is there, as after a loss of power. */
  readonly unfinished: boolean
}

/** Reads a WAV, RF64 or BW64 file; null when it is none. Throws what the file system throws. */
export async function readSound(path: string, fileBytes: number): Promise<SoundFile | null> {
  const file = await openMedia(path)
  try {
    const chunks = await readWavChunks(file, fileBytes)
    if (chunks === null) return null
    const { unfinished } = chunks
    const bext = chunks.bext === null ? null : readBext(chunks.bext)
    const ixml = chunks.ixml === null ? null : readIxml(chunks.ixml)
    if (bext === null && ixml === null) return { reading: null, unfinished }
    const sampleRate = chunks.fmt !== null && chunks.fmt.length >= 8 ? chunks.fmt.readUInt32LE(4) : 0
    const clock = bext === null || bext.date === '' ? null : `${bext.date} ${bext.time}`
    return { reading: { facts: joinSound(bext, ixml, sampleRate), clock, fromBext: bext !== null }, unfinished }
  } finally {
    await file.close()
  }
}
