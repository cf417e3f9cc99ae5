/**
 * Camera and date of AVCHD, as cameras write them into the first picture of a transport stream.
 */
import { describe, expect, it } from 'vitest'
import { findMdpm } from '../../../electron/engine/media/avchd.ts'

const MDPM = Buffer.concat([Buffer.from('17ee8c60f84d11d98cd60800200c9a66', 'hex'), Buffer.from('MDPM', 'latin1')])
type Entry = readonly [tag: number, ...bytes: number[]]

/**
 * A transport stream of one picture that carries these entries, `lead` bytes into it; with the four bytes of AVCHD
 * before each packet, or without.
 */
function stream(entries: readonly Entry[], { lead = 0, timed = true } = {}): Buffer {
  const guarded: number[] = []
  for (const byte of Buffer.concat([Buffer.from([entries.length]), ...entries.map((entry) => Buffer.from(entry))])) {
    if (byte <= 3 && guarded.at(-1) === 0 && guarded.at(-2) === 0) guarded.push(3)
    guarded.push(byte)
  }
  const picture = Buffer.concat([Buffer.alloc(lead, 0x55), MDPM, Buffer.from(guarded), Buffer.alloc(800, 0x55)])
  const packets: Buffer[] = []
  for (let at = 0; at < picture.length; at += 184) {
    // 0x1011 is the picture of AVCHD; another stream's packets stand between.
    packets.push(packet(0x1011, picture.subarray(at, at + 184)), packet(0x1100, Buffer.alloc(184, 0xaa)))
  }
  return Buffer.concat(packets.map((one) => (timed ? Buffer.concat([Buffer.alloc(4, 1), one]) : one)))
}

function packet(pid: number, payload: Buffer): Buffer {
  return Buffer.concat([
    Buffer.from([0x47, pid >> 8, pid & 0xff, 0x10]),
    payload,
    Buffer.alloc(184 - payload.length, 0xff),
  ])
}

/** Zone, century, year, month; day, hour, minute, second. */
const date = (zone: number): Entry[] => [
  [0x18, zone, 0x20, 0x19, 0x04],
  [0x19, 0x24, 0x22, 0x24, 0x07],
]
const word = (tag: number, text: string): Entry => [tag, ...Buffer.from(text.padEnd(4, '\0'), 'latin1')]
const SONY: readonly Entry[] = [
  ...date(0x44),
  [0xe0, 0x01, 0x08, 0, 0],
  word(0xe4, 'ILCE'),
  word(0xe5, '-7M3'),
  word(0xe6, ''),
]

describe('AVCHD', () => {
  it.each([
    ['as cameras write it', {}],
    ['without their time stamps', { timed: false }],
    ['over the edge of a packet', { lead: 150 }],
  ])('tells make, model and date, %s', (_how, how) => {
    expect(findMdpm(stream(SONY, how))).toEqual({ make: 'Sony', model: 'ILCE-7M3', clock: '2019-04-24 22:24:07+02:00' })
  })

  it.each([
    [0xff, ''],
    [0x00, '+00:00'],
    [0x2a, '-05:00'],
    [0x0b, '+05:30'],
  ])('reads the zone %i as “%s”', (zone, text) => {
    expect(findMdpm(stream(date(zone)))?.clock).toBe(`2019-04-24 22:24:07${text}`)
  })

  it.each([
    [0x03, 'Panasonic'],
    [0x08, 'Sony'],
  ])('knows the maker %i as %s', (maker, name) => {
    expect(findMdpm(stream([[0xe0, 0x01, maker, 0, 0]]))).toEqual({ make: name, model: null, clock: null })
  })

  it('makes up no date and no name out of what is none', () => {
    expect(
      findMdpm(
        stream([
          [0x18, 0xff, 0xff, 0xff, 0xff],
          [0x19, 0xff, 0xff, 0xff, 0xff],
          [0xe0, 0x7f, 0x7f, 0, 0],
          [0xe4, 1, 2, 3, 4],
        ]),
      ),
    ).toEqual({ make: null, model: null, clock: null })
    expect(findMdpm(stream([]).subarray(0, 100))).toBeNull()
  })
})
