/**
 * What is said of files before they are read: safe already, known from another card, or no longer what a manifest says.
 */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  forecastRemarks,
  forecastTotals,
  type SafePlace,
  onlyWhole,
} from '../../../electron/engine/domain/offload/already-safe.ts'
import {
  claimedFormats,
  differenceFrom,
  manifestRemarks,
  type CardManifest,
  type Claim,
} from '../../../electron/engine/domain/offload/source-manifests.ts'
import type { PlannedFile } from '../../../electron/engine/domain/offload/offload.ts'
import { reaches } from '../../../electron/engine/domain/copies/verification-level.ts'
import { HASH_FORMATS } from '../../../shared/model/hash.ts'
import { VERIFICATION_LEVELS } from '../../../shared/model/offload.ts'

const file = (path: string, size = 10): PlannedFile => ({
  path,
  source: `/card/${path}`,
  size,
  mtimeNs: 0n,
  mode: 0o644,
  allocated: size,
})
const place = (roll: string | null = 'A001', volumeLabel = 'RAID_A'): SafePlace => ({
  volumeId: volumeLabel,
  volumeLabel,
  path: '/media/x',
  here: true,
  verifiedAt: 1,
  whole: true,
  ctimeNs: null,
  roll,
})
const roll = { name: 'A001', path: 'A001', family: 'ARRI', files: 2, clips: 2, bytes: 20 }

describe('the forecast', () => {
  it('says nothing of a new card', () => {
    expect(forecastRemarks([file('A001/a')], [roll], new Map())).toEqual([])
  })

  it('says how many are safe, where, and how many are new', () => {
    const files = [file('A001/a'), file('A001/b', 20), file('A001/c')]
    const forecast = new Map([
      ['A001/a', [place()]],
      ['A001/b', [place(), place('A001', 'SHUTTLE')]],
    ])
    expect(forecastTotals(files, forecast)).toEqual({ files: 2, bytes: 30 })
    expect(forecastRemarks(files, [roll], forecast).map((remark) => remark.message)).toEqual(
      [
        '2 of 3 files have a verified copy already, by name, size and time: RAID_A 2 of 3 · SHUTTLE 1 of 3. 1 are new. The offload proves it by reading both.',
      ].map((message) => message.replace('1 are new', '1 is new')),
    )
  })

  it('names files that another roll had, and the roll', () => {
    const remarks = forecastRemarks([file('A001/a'), file('A001/b')], [roll], new Map([['A001/a', [place('A007')]]]))
    expect(remarks.map((remark) => remark.code)).toEqual(['source.known', 'source.duplicates'])
    expect(remarks[1]).toMatchObject({
      message: 'A001/a is in the catalogue already from the roll A007, under the same name.',
      paths: ['A001/a'],
    })
  })
})

const manifest = (at: number): CardManifest => ({ path: `/card/${at}.mhl`, kind: 'mhl', at })
const claim = (at: number, md5: string, size: number | null = null): Claim => ({
  manifest: manifest(at),
  at,
  size,
  hashes: { md5 },
})
const MARCH = Date.UTC(2026, 2, 14, 12)

describe('a file next to the manifests of its card', () => {
  it('agrees when every format that both have is equal', () => {
    expect(differenceFrom('a', 5, { md5: 'x', xxh64: 'y' }, [claim(MARCH, 'x')])).toBeNull()
    expect(differenceFrom('a', 5, { xxh64: 'y' }, [claim(MARCH, 'x')])).toBeNull()
    expect(differenceFrom('a', 5, { md5: 'x' }, undefined)).toBeNull()
  })

  it('is held against the oldest that disagrees, by size where that tells more', () => {
    const found = differenceFrom('a', 5, { md5: 'z' }, [claim(MARCH, 'x'), claim(MARCH + 86_400_000, 'y')])
    expect(found).toMatchObject({ formats: ['md5'], fault: { code: 'hash.mismatch' } })
    expect(found?.fault.sentence).toContain('no longer matches the manifest of 14 March 2026')
    expect(differenceFrom('a', 5, { md5: 'z' }, [claim(MARCH, 'x', 4)])?.fault.sentence).toContain(
      'it had 4 bytes and has 5',
    )
    expect(
      differenceFrom('a', 5, { md5: 'y' }, [claim(MARCH, 'y'), claim(MARCH + 86_400_000, 'x')])?.fault.sentence,
    ).toContain('15 March 2026')
  })

  it('never agrees with a claim in a format in which it differs, whatever else is claimed', () => {
    const digest = fc.constantFrom('a', 'b', 'c')
    const hashes = fc.dictionary(fc.constantFrom(...HASH_FORMATS), digest)
    fc.assert(
      fc.property(hashes, fc.array(hashes, { maxLength: 4 }), (today, claims) => {
        const list = claims.map((each, index): Claim => ({
          manifest: manifest(index),
          at: index,
          size: null,
          hashes: each,
        }))
        const differs = claims.some((each) =>
          HASH_FORMATS.some(
            (format) => each[format] !== undefined && today[format] !== undefined && each[format] !== today[format],
          ),
        )
        expect(differenceFrom('a', 1, today, list) !== null).toBe(differs)
        expect(new Set(claimedFormats(list))).toEqual(new Set(claims.flatMap((each) => Object.keys(each))))
      }),
    )
  })

  it('is missed when a manifest tells of it and the card does not have it', () => {
    const remarks = manifestRemarks({
      manifests: [manifest(MARCH)],
      claims: new Map(),
      remarks: [],
      missing: [
        { path: 'A001/a', manifest: manifest(MARCH) },
        { path: 'A001/b', manifest: manifest(MARCH) },
      ],
    })
    expect(remarks.map(({ code, level }) => [code, level])).toEqual([
      ['manifest.honoured', 'info'],
      ['manifest.missing', 'warning'],
    ])
    expect(remarks[1]?.message).toContain('lists A001/a and 1 more, and the card does not have them')
  })
})

describe('a level', () => {
  it('reaches itself and what is below it, and nothing reaches nothing', () => {
    VERIFICATION_LEVELS.forEach((proven, high) => {
      VERIFICATION_LEVELS.forEach((asked, low) => {
        expect(reaches(proven, asked)).toBe(high >= low)
      })
      expect(reaches(null, proven)).toBe(false)
    })
  })
})

describe('what may be called safe already', () => {
  it('is what was read back from its disk, and nothing else', () => {
    const whole = place('A001', 'RAID_A')
    const cached = { ...place('A001', 'TMP'), whole: false }
    expect(
      onlyWhole(
        new Map([
          ['a', [whole, cached]],
          ['b', [cached]],
        ]),
      ),
    ).toEqual(new Map([['a', [whole]]]))
  })
})
