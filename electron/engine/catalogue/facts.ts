/**
 * A probe as a crew reads it: facts in groups, for the inspector and for `show`.
 */
import type { Fact } from '../../../shared/model/asset.ts'
import { probeSchema, type AudioStream, type MediaFacts, type VideoStream } from '../../../shared/model/probe.ts'
import { durationText } from '../../../shared/time/duration.ts'
import { rateLabel } from '../../../shared/time/rate.ts'

/** The facts of a stored probe; none when there is none yet or the file was not understood. */
export function describeProbe(stored: string | null): Fact[] {
  if (stored === null) return []
  const probe = probeSchema.safeParse(JSON.parse(stored))
  if (!probe.success || !probe.data.ok) return []
  const media = probe.data
  return [
    ...media.video.filter((stream) => !stream.cover).flatMap((stream) => pictureFacts(stream)),
    ...media.audio.flatMap((stream, index) => soundStreamFacts(stream, index, media.audio.length)),
    ...timeFacts(media), ...cameraFacts(media), ...recordistFacts(media),
    ...given('File', { Container: media.container, 'Bit rate': media.bitRate === null ? null : bitRate(media.bitRate) }),
  ]
}

function pictureFacts(stream: VideoStream): Fact[] {
  const colour = [stream.primaries, stream.transfer, stream.matrix].map((part) => part ?? 'unknown')
  return given('Picture', {
    Codec: [stream.codec, stream.profile].filter(Boolean).join(' ') || stream.tag,
    Raster: `${stream.width} × ${stream.height}`,
    Shown: stream.displayWidth === stream.width && stream.displayHeight === stream.height ? null : `${stream.displayWidth} × ${stream.displayHeight}`,
    Rate: stream.rate === null ? null : `${rateLabel(stream.rate)} fps${stream.variableRate ? ', uneven' : ''}`,
    Bits: stream.bitDepth === null ? null : `${stream.bitDepth} bit${stream.chroma === null ? '' : ` ${stream.chroma}`}`,
    Scan: stream.fieldOrder === 'unknown' ? null : { progressive: 'Progressive', 'top-first': 'Interlaced, top first', 'bottom-first': 'Interlaced, bottom first' }[stream.fieldOrder],
    Colour: colour.every((part) => part === 'unknown') ? 'Not tagged' : colour.join(' · '),
    Range: stream.range,
    HDR: stream.dolbyVision !== null ? `Dolby Vision profile ${stream.dolbyVision.profile}` : stream.hdr === 'none' ? null : stream.hdr.toUpperCase(),
    'Light level': stream.contentLight === null ? null : `MaxCLL ${stream.contentLight.max}, MaxFALL ${stream.contentLight.average} nits`,
    Turned: stream.rotation === 0 ? null : `${stream.rotation}°`,
  })
}

function soundStreamFacts(stream: AudioStream, index: number, count: number): Fact[] {
  return given(count === 1 ? 'Sound' : `Sound ${index + 1}`, {
    Codec: stream.codec,
    Channels: `${stream.channels}${stream.layout === null ? '' : ` · ${stream.layout}`}`,
    'Sample rate': `${stream.sampleRate / 1000} kHz${stream.bits === null ? '' : ` · ${stream.bits} bit`}`,
    Language: stream.language,
    Title: stream.title,
  })
}

const TIMECODE_WITNESS: Record<string, string> = {
  tmcd: 'timecode track', stream: 'stream tag', format: 'file tag', mxf: 'MXF', bext: 'bext', ixml: 'iXML',
}

function timeFacts(media: MediaFacts): Fact[] {
  return given('Time', {
    Start: media.start === null ? null : `${media.start.text} (${TIMECODE_WITNESS[media.start.source] ?? media.start.source})`,
    Duration: media.durationFrames === null || media.rate === null ? null : `${durationText(media.durationFrames, media.rate)} · ${media.durationFrames} frames`,
    Recorded: media.recorded === null ? null : media.recorded.local.replace('T', ' '),
    Reel: media.reel,
  })
}

function cameraFacts({ camera }: MediaFacts): Fact[] {
  return given('Camera', {
    Camera: [camera.make, camera.model].filter(Boolean).join(' ') || camera.name, Serial: camera.serial, Lens: camera.lens,
    ISO: camera.iso, Shutter: camera.shutter, 'White balance': camera.whiteBalance, Software: camera.software,
  })
}

function recordistFacts({ sound }: MediaFacts): Fact[] {
  if (sound === null) return []
  return given('Recordist', {
    Project: sound.project, Tape: sound.tape, Note: sound.note, Recorder: sound.originator,
    Tracks: sound.tracks.length === 0 ? null : sound.tracks.map((track) => `${track.channel} ${track.name}`).join(' · '),
  })
}

function bitRate(bits: number): string {
  return bits >= 1e6 ? `${(bits / 1e6).toFixed(1)} Mb/s` : `${Math.round(bits / 1e3)} kb/s`
}

/** A group of facts without those that are not known. */
function given(group: string, values: Readonly<Record<string, string | null | undefined>>): Fact[] {
  return Object.entries(values).flatMap(([label, value]) => value === null || value === undefined || value === '' ? [] : [{ group, label, value }])
}
