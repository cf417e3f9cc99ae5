/**
 * Writes Broadcast Wave files as a sound recordist's machine does: 24-bit polyphonic, with bext (EBU Tech 3285) and
 * iXML (gallery.co.uk/ixml) before the sound.
 */
import { rateLabel } from '../../shared/time/rate.ts'
import { samplesOfTimecode } from '../../shared/time/samples.ts'
import type { Timecode } from '../../shared/time/timecode.ts'

/** What the recordist writes on the sound report. */
export interface Take {
  readonly project: string
  readonly scene: string
  readonly take: string
  readonly tape: string
  readonly circled: boolean
  readonly note: string
  readonly start: Timecode
  /** Date of recording, yyyy-mm-dd, and time of day, hh:mm:ss. */
  readonly date: string
  readonly time: string
  readonly tracks: readonly string[]
  readonly fileUid: string
}

function chunk(id: string, body: Buffer): Buffer {
  const header = Buffer.alloc(8)
  header.write(id, 0, 'latin1')
  header.writeUInt32LE(body.length, 4)
  return Buffer.concat([header, body, Buffer.alloc(body.length % 2)])
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/** The bext chunk's body, version 1, with the description lines that recorders use. */
export function bextBody(take: Take, sampleRate: number): Buffer {
  const body = Buffer.alloc(602)
  const lines = [
    `sSPEED=${rateLabel(take.start.rate).padStart(7, '0')}-${take.start.dropFrame ? 'DF' : 'ND'}`,
    `sTAKE=${take.take}`,
    `sPROJECT=${take.project}`,
    `sSCENE=${take.scene}`,
    `sTAPE=${take.tape}`,
    `sCIRCLED=${take.circled ? 'TRUE' : 'FALSE'}`,
    ...take.tracks.map((name, index) => `sTRK${index + 1}=${name}`),
    `sNOTE=${take.note}`,
    '',
  ]
  body.write(lines.join('\r\n').slice(0, 256), 0, 'latin1')
  body.write('Rushes demo', 256, 'latin1')
  body.write(take.fileUid.slice(0, 32), 288, 'latin1')
  body.write(take.date, 320, 'latin1')
  body.write(take.time, 330, 'latin1')
  body.writeBigUInt64LE(BigInt(samplesOfTimecode(take.start, sampleRate)), 338)
  body.writeUInt16LE(1, 346)
  return body
}

/** The iXML document. */
export function ixmlText(take: Take, sampleRate: number): string {
  const rate = `${take.start.rate.num}/${take.start.rate.den}`
  const samples = samplesOfTimecode(take.start, sampleRate)
  const tracks = take.tracks.map((name, index) =>
    [
      '    <TRACK>',
      `      <CHANNEL_INDEX>${index + 1}</CHANNEL_INDEX>`,
      `      <INTERLEAVE_INDEX>${index + 1}</INTERLEAVE_INDEX>`,
      `      <NAME>${escapeXml(name)}</NAME>`,
      '    </TRACK>',
    ].join('\n'),
  )
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<BWFXML>',
    '  <IXML_VERSION>1.61</IXML_VERSION>',
    `  <PROJECT>${escapeXml(take.project)}</PROJECT>`,
    `  <SCENE>${escapeXml(take.scene)}</SCENE>`,
    `  <TAKE>${escapeXml(take.take)}</TAKE>`,
    `  <TAPE>${escapeXml(take.tape)}</TAPE>`,
    `  <CIRCLED>${take.circled ? 'TRUE' : 'FALSE'}</CIRCLED>`,
    `  <NOTE>${escapeXml(take.note)}</NOTE>`,
    '  <UBITS>00000000</UBITS>',
    `  <FILE_UID>${take.fileUid}</FILE_UID>`,
    '  <SPEED>',
    `    <MASTER_SPEED>${rate}</MASTER_SPEED>`,
    `    <CURRENT_SPEED>${rate}</CURRENT_SPEED>`,
    `    <TIMECODE_RATE>${rate}</TIMECODE_RATE>`,
    `    <TIMECODE_FLAG>${take.start.dropFrame ? 'DF' : 'NDF'}</TIMECODE_FLAG>`,
    `    <FILE_SAMPLE_RATE>${sampleRate}</FILE_SAMPLE_RATE>`,
    '    <AUDIO_BIT_DEPTH>24</AUDIO_BIT_DEPTH>',
    `    <TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_HI>${Math.floor(samples / 2 ** 32)}</TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_HI>`,
    `    <TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO>${samples >>> 0}</TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO>`,
    `    <TIMESTAMP_SAMPLE_RATE>${sampleRate}</TIMESTAMP_SAMPLE_RATE>`,
    '  </SPEED>',
    '  <TRACK_LIST>',
    `    <TRACK_COUNT>${take.tracks.length}</TRACK_COUNT>`,
    ...tracks,
    '  </TRACK_LIST>',
    '</BWFXML>',
    '',
  ].join('\n')
}

/**
 * The whole file. `samples` gives the level of a track at a sample, −1 … 1. Sizes stay far below the 4 GB of RIFF.
 */
export function broadcastWave(
  take: Take,
  sampleRate: number,
  length: number,
  samples: (track: number, sample: number) => number,
): Buffer {
  const channels = take.tracks.length
  const fmt = Buffer.alloc(16)
  fmt.writeUInt16LE(1, 0)
  fmt.writeUInt16LE(channels, 2)
  fmt.writeUInt32LE(sampleRate, 4)
  fmt.writeUInt32LE(sampleRate * channels * 3, 8)
  fmt.writeUInt16LE(channels * 3, 12)
  fmt.writeUInt16LE(24, 14)
  const data = Buffer.alloc(length * channels * 3)
  for (let sample = 0; sample < length; sample += 1) {
    for (let track = 0; track < channels; track += 1) {
      const level = Math.max(-1, Math.min(1, samples(track, sample)))
      data.writeIntLE(Math.round(level * 8_388_607), (sample * channels + track) * 3, 3)
    }
  }
  const body = Buffer.concat([
    Buffer.from('WAVE', 'latin1'),
    chunk('bext', bextBody(take, sampleRate)),
    chunk('iXML', Buffer.from(ixmlText(take, sampleRate), 'utf8')),
    chunk('fmt ', fmt),
    chunk('data', data),
  ])
  const header = Buffer.alloc(8)
  header.write('RIFF', 0, 'latin1')
  header.writeUInt32LE(body.length, 4)
  return Buffer.concat([header, body])
}
