/**
 * Boxes, HEIF and AVCHD by our own readers: what they tell, and that nothing in a file makes them fail or grow.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findMdpm } from '../../../electron/engine/media/avchd.ts'
import { boxAt, boxesIn, coloursOf } from '../../../electron/engine/media/boxes.ts'
import { takeOut } from '../../../electron/engine/media/heif.ts'
import { playedCounter } from '../../../electron/engine/media/played.ts'

const SAMPLES = resolve(process.env['RUSHES_SAMPLES'] ?? join(import.meta.dirname, '../../../../shared/media'))
const HEIC = join(SAMPLES, 'still.heic')

function box(type: string, ...bodies: readonly Buffer[]): Buffer {
  const body = Buffer.concat(bodies)
  const head = Buffer.alloc(8)
  head.writeUInt32BE(body.length + 8)
  head.write(type, 4, 'latin1')
  return Buffer.concat([head, body])
}

describe('boxes', () => {
  it('are walked by name, and end where one runs past the end', () => {
    const file = Buffer.concat([box('ftyp', Buffer.from('qt  ')), box('moov', box('trak', Buffer.from('one')))])
    expect(boxAt(file, 'moov', 'trak')?.toString()).toBe('one')
    expect([...boxesIn(file.subarray(0, file.length - 1))].map(({ type }) => type)).toEqual(['ftyp'])
  })

  it('tell the colour of a track', () => {
    const colr = box('colr', Buffer.from('nclc'), Buffer.from([0, 9, 0, 16, 0, 9]))
    const entry = box('apch', Buffer.alloc(78), colr)
    const index = box('trak', box('mdia', box('minf', box('stbl', box('stsd', Buffer.alloc(8), entry)))))
    expect(coloursOf(index).get(0)).toEqual({
      primaries: 'bt2020',
      transfer: 'smpte2084',
      matrix: 'bt2020nc',
      range: null,
    })
  })

  it('with rubbish in them never fail', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (rubbish) => {
        const bytes = Buffer.from(rubbish)
        expect(coloursOf(bytes).size).toBe(0)
        expect(takeOut(Buffer.concat([box('ftyp'), box('meta', Buffer.alloc(4), bytes)]))).toBeNull()
        expect(findMdpm(bytes)).toBeNull()
      }),
    )
  })
})

describe.skipIf(!existsSync(HEIC))('a HEIF picture (RUSHES_SAMPLES)', () => {
  it('gives its tiles, and nothing when it is cut or damaged anywhere in its index', () => {
    const whole = readFileSync(HEIC)
    expect(takeOut(whole)).toMatchObject({ columns: 8, rows: 6, width: 4000, height: 3000 })
    expect(takeOut(whole.subarray(0, 1_000_000))).toBeNull()
    const index = whole.indexOf('meta', 0, 'latin1') - 4
    for (let at = index; at < whole.length; at += 5) {
      const damaged = Buffer.from(whole)
      damaged[at] = 255 - damaged[at]!
      const taken = takeOut(damaged)
      expect(taken === null || taken.stream.length <= whole.length * 2).toBe(true)
    }
  })
})

describe('counting what plays', () => {
  it('leaves out what an edit list throws away, wherever the lines are cut', () => {
    const lines = '0.000,0.040,KD_\n0.040,0.040,_D_\n0.080,0.040,K__\n0.120,0.040,___\n'
    for (let cut = 0; cut <= lines.length; cut += 1) {
      const counter = playedCounter()
      counter.feed(lines.slice(0, cut))
      counter.feed(lines.slice(cut))
      expect(counter.result()).toEqual({ frames: 2, length: { num: 2, den: 25 } })
    }
  })

  it('knows no length where packets have no times', () => {
    const counter = playedCounter()
    counter.feed('N/A,N/A,K__\nN/A,N/A,___\n')
    expect(counter.result()).toEqual({ frames: 2, length: null })
  })
})
