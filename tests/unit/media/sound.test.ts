/**
 * Sound files: bext and iXML as recorders write them, RIFF and RF64, and what is cut short.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { descriptionWords, readBext, speedOf } from '../../../electron/engine/media/bext.ts'
import { readIxml } from '../../../electron/engine/media/ixml.ts'
import { joinSound, readSound, soundStart, type SoundReading } from '../../../electron/engine/media/sound.ts'
import { broadcastWave, type Take } from '../../../resources/demo/broadcast-wave.ts'
import { formatTimecode, timecode } from '../../../shared/time/timecode.ts'

const take: Take = {
  project: 'Björk & <Co>',
  scene: '12A',
  take: '3',
  tape: 'SR003',
  circled: true,
  note: 'plane',
  start: timecode(1_094_376, { num: 24_000, den: 1001 }),
  date: '2026-11-20',
  time: '12:39:59',
  tracks: ['Mix', 'Boom'],
  fileUid: 'UID1',
}

let dir = ''
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'rushes-sound-'))
})
afterAll(async () => {
  await rm(dir, { recursive: true, force: true })
})

async function fileOf(bytes: Buffer): Promise<Awaited<ReturnType<typeof readSound>>> {
  const path = join(dir, 'take.wav')
  await writeFile(path, bytes)
  return readSound(path, bytes.length)
}

async function readBytes(bytes: Buffer): Promise<SoundReading | null> {
  return (await fileOf(bytes))?.reading ?? null
}

describe('a broadcast wave', () => {
  it('gives scene, take, tape, tracks, circle and start timecode', async () => {
    const read = await readBytes(broadcastWave(take, 48_000, 4800, () => 0.1))
    expect(read?.facts).toMatchObject({
      project: 'Björk & <Co>',
      scene: '12A',
      take: '3',
      tape: 'SR003',
      note: 'plane',
      circled: true,
      timeReference: 2_190_940_752,
      timecodeRate: { num: 24_000, den: 1001 },
      dropFrame: false,
      sampleRate: 48_000,
      tracks: [
        { channel: 1, name: 'Mix', function: null },
        { channel: 2, name: 'Boom', function: null },
      ],
    })
    expect(read?.clock).toBe('2026-11-20 12:39:59')
    expect(soundStart(read!.facts, true)).toMatchObject({ text: '12:39:59:00', source: 'bext' })
  })

  it('keeps every start, at every rate', () => {
    const rates = fc.constantFrom(
      { num: 24_000, den: 1001 },
      { num: 25, den: 1 },
      { num: 30_000, den: 1001 },
      { num: 24, den: 1 },
      { num: 30, den: 1 },
    )
    fc.assert(
      fc.property(rates, fc.boolean(), fc.nat(2_000_000), (rate, drop, frames) => {
        const start = timecode(frames, rate, drop)
        const bytes = broadcastWave({ ...take, start }, 48_000, 1, () => 0)
        const bext = readBext(bytes.subarray(20, 20 + 602))
        const ixml = readIxml(bytes.subarray(bytes.indexOf('iXML') + 8))
        expect(soundStart(joinSound(bext, ixml, 48_000), true)?.text).toBe(formatTimecode(start))
        expect(soundStart(joinSound(null, ixml, 48_000), false)?.text).toBe(formatTimecode(start))
      }),
      { numRuns: 50 },
    )
  })

  it('is read from RF64, whose sizes stand in ds64', async () => {
    const riff = broadcastWave(take, 48_000, 480, () => 0)
    const dataAt = riff.indexOf('data')
    const ds64 = Buffer.alloc(36)
    ds64.write('ds64', 0, 'latin1')
    ds64.writeUInt32LE(28, 4)
    ds64.writeBigUInt64LE(BigInt(riff.readUInt32LE(dataAt + 4)), 16)
    const body = Buffer.from(riff.subarray(12))
    body.writeUInt32LE(0xffff_ffff, dataAt - 12 + 4)
    // The sound is put before the metadata, so that its size must be known to find what follows.
    const [meta, sound] = [body.subarray(0, dataAt - 12), body.subarray(dataAt - 12)]
    const read = await readBytes(Buffer.concat([Buffer.from('RF64\xff\xff\xff\xffWAVE', 'latin1'), ds64, sound, meta]))
    expect(read?.facts.scene).toBe('12A')
  })

  it('that is cut short anywhere gives what is there and never fails', async () => {
    const whole = broadcastWave(take, 48_000, 48, () => 0)
    for (let length = 0; length < whole.length; length += 97) {
      const read = await readBytes(whole.subarray(0, length))
      expect(read === null || typeof read.facts.dropFrame === 'boolean').toBe(true)
    }
  })

  it('whose header was never finished says so, and one that is whole does not', async () => {
    const whole = broadcastWave(take, 48_000, 4800, () => 0.1)
    expect((await fileOf(whole))?.unfinished).toBe(false)
    const cut = Buffer.from(whole)
    cut.writeUInt32LE(0, cut.indexOf('data') + 4)
    expect((await fileOf(cut))?.unfinished).toBe(true)
    cut.writeUInt32LE(0xffff_ffff, cut.indexOf('data') + 4)
    expect((await fileOf(cut))?.unfinished).toBe(true)
    // A recording of no sound at all is not one that was cut.
    const empty = broadcastWave(take, 48_000, 0, () => 0)
    expect((await fileOf(empty))?.unfinished).toBe(false)
  })

  it('at 30 with the flag of drop-frame counts as its recorder does', () => {
    const facts = {
      ...joinSound(null, null, 48_000),
      timeReference: 3601 * 48_000,
      timecodeRate: { num: 30, den: 1 },
      dropFrame: true,
    }
    expect(soundStart(facts, true)).toMatchObject({ text: '01:00:04;18', dropFrame: true })
    const xml =
      '<?xml version="1.0"?><BWFXML><SPEED><TIMECODE_RATE>30/1</TIMECODE_RATE><TIMECODE_FLAG>DF</TIMECODE_FLAG><TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO>172848000</TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO><TIMESTAMP_SAMPLE_RATE>48000</TIMESTAMP_SAMPLE_RATE></SPEED></BWFXML>'
    expect(soundStart(joinSound(null, readIxml(Buffer.from(xml)), 48_000), false)).toMatchObject({
      text: '01:00:04;18',
      dropFrame: true,
    })
  })

  it('with rubbish for chunks never fails', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (rubbish) => {
        const read = await readBytes(Buffer.concat([Buffer.from('RIFF\0\0\0\0WAVE', 'latin1'), rubbish]))
        expect(read === null || read.facts !== undefined).toBe(true)
      }),
      { numRuns: 60 },
    )
  })
})

describe('iXML in the encodings that recorders write', () => {
  const xml = (encoding: string): string =>
    `<?xml version="1.0" encoding="${encoding}"?><BWFXML><SCENE>Über 12</SCENE><TAKE>3</TAKE></BWFXML>`
  const bigEndian = (text: string): Buffer =>
    Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(text, 'utf16le').swap16()])
  it.each([
    ['ISO-8859-1, declared', Buffer.from(xml('ISO-8859-1'), 'latin1')],
    ['Windows-1252 that says UTF-8', Buffer.from(xml('UTF-8'), 'latin1')],
    ['UTF-16, the large byte first, with its mark', bigEndian(xml('UTF-16'))],
    [
      'UTF-16, the small byte first, with its mark',
      Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(xml('UTF-16'), 'utf16le')]),
    ],
    ['UTF-8', Buffer.from(xml('UTF-8'))],
    [
      'UTF-8 with rubbish behind its end',
      Buffer.concat([Buffer.from(xml('UTF-8')), Buffer.from([0, 0xff, 0xfe, 0x80])]),
    ],
  ])('%s', (_, bytes) => {
    expect(readIxml(bytes)).toMatchObject({ scene: 'Über 12', take: '3' })
  })

  it('and bext in UTF-8, in Windows-1252, and cut inside a letter', () => {
    const bext = (description: Buffer): string => {
      const chunk = Buffer.alloc(602)
      description.copy(chunk, 0, 0, 256)
      return readBext(chunk)!.description
    }
    expect(bext(Buffer.from('sSCENE=Über 12'))).toBe('sSCENE=Über 12')
    expect(bext(Buffer.from('sSCENE=Über 12', 'latin1'))).toBe('sSCENE=Über 12')
    expect(bext(Buffer.concat([Buffer.alloc(255, 'x'), Buffer.from('Ü')]))).toBe('x'.repeat(255))
  })
})

describe('the description of a recorder', () => {
  it.each([
    ['sSPEED=023.976-ND', { num: 24_000, den: 1001 }, false],
    ['SPEED=25.000ND', { num: 25, den: 1 }, false],
    ['sSPEED=029.97-DF', { num: 30_000, den: 1001 }, true],
    ['sSPEED=030.000-DF', { num: 30, den: 1 }, true],
  ])('%s tells the timecode rate', (line, rate, dropFrame) => {
    expect(speedOf(descriptionWords(line))).toEqual({ rate, dropFrame })
  })

  it('is used where iXML is silent, and no rate is invented', () => {
    const bext = {
      description: 'gSCENE=2C\r\ngTAKE=01\r\nsTRK1=Boom',
      originator: '',
      originatorReference: '',
      date: '',
      time: '',
      timeReference: 48_000,
      version: 0,
    }
    const facts = joinSound(bext, null, 48_000)
    expect(facts).toMatchObject({
      scene: '2C',
      take: '01',
      timecodeRate: null,
      timeReference: 48_000,
      tracks: [{ channel: 1, name: 'Boom' }],
    })
    expect(soundStart(facts, true)).toBeNull()
  })
})

describe('iXML', () => {
  it('is read though padded, in UTF-16, or with halves written as signed numbers', () => {
    const xml =
      '<?xml version="1.0"?><BWFXML><SCENE>7</SCENE><BEXT><BWF_TIME_REFERENCE_LOW>-1940552340</BWF_TIME_REFERENCE_LOW><BWF_TIME_REFERENCE_HIGH>0</BWF_TIME_REFERENCE_HIGH></BEXT></BWFXML>'
    expect(readIxml(Buffer.from(`${xml}${'\0'.repeat(50)}`))).toMatchObject({
      scene: '7',
      samplesSinceMidnight: 2_354_414_956,
    })
    expect(readIxml(Buffer.from(`\uFEFF${xml}`, 'utf16le'))).toMatchObject({ scene: '7' })
    expect(readIxml(Buffer.from('not xml at all'))).toBeNull()
  })

  it('follows no entity and no broken markup out of the file', () => {
    const hostile =
      '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><BWFXML><SCENE>&x;</SCENE><TAKE>1<b></TAKE></BWFXML>'
    expect(JSON.stringify(readIxml(Buffer.from(hostile)))).not.toContain('root:')
  })
})
