import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { scoreCandidate, type LostFacts } from '../../../electron/engine/domain/scan/relink-score.ts'

const lost: LostFacts = {
  name: 'A003C012.mov',
  bytes: 1000,
  xxh128: 'aa',
  startTimecode: '01:02:03:04',
  durationFrames: 250,
  roll: 'A003',
}

describe('a file that may be the one that was lost', () => {
  it('is certain by its bytes alone', () => {
    expect(scoreCandidate(lost, { ...lost, name: 'renamed.mov' })).toMatchObject({ by: 'hash', score: 100 })
  })

  it('is more likely by size, timecode and reel than by its name', () => {
    const byTimecode = scoreCandidate(lost, { ...lost, name: 'other.mov', xxh128: null })!
    const byName = scoreCandidate(lost, { ...lost, xxh128: null, startTimecode: null })!
    expect(byTimecode).toMatchObject({ by: 'timecode' })
    expect(byName).toMatchObject({ by: 'name' })
    expect(byTimecode.score).toBeGreaterThan(byName.score)
  })

  it('is said to have other bytes when it has', () => {
    const score = scoreCandidate(lost, { ...lost, xxh128: 'bb', startTimecode: null })!
    expect(score.reasons).toContain('another checksum')
    expect(score.score).toBeLessThan(scoreCandidate(lost, { ...lost, xxh128: null, startTimecode: null })!.score)
  })

  it('is none when nothing speaks for it', () => {
    expect(
      scoreCandidate(lost, {
        name: 'B001C001.mov',
        bytes: 1000,
        xxh128: null,
        startTimecode: '01:02:03:04',
        durationFrames: 251,
        roll: 'B001',
      }),
    ).toBeNull()
  })

  it('is known by its name whichever way its accents are written', () => {
    const facts: LostFacts = { ...lost, name: 'Kö\u0308ln.mov'.normalize('NFC'), startTimecode: null, xxh128: null }
    expect(scoreCandidate(facts, { ...facts, name: facts.name.normalize('NFD') })).toMatchObject({ by: 'name' })
  })

  it('has 100 for equal bytes and for nothing else', () => {
    const facts = fc.record({
      name: fc.constantFrom('a.mov', 'b.mov'),
      bytes: fc.constantFrom(1, 2),
      xxh128: fc.constantFrom('aa', 'bb', null),
      startTimecode: fc.constantFrom('01:00:00:00', null),
      durationFrames: fc.constantFrom(10, null),
      roll: fc.constantFrom('A001', null),
    })
    fc.assert(
      fc.property(facts, facts, (a, b) => {
        const same = a.bytes === b.bytes && a.xxh128 !== null && a.xxh128 === b.xxh128
        expect(scoreCandidate(a, b)?.score === 100).toBe(same)
      }),
    )
  })
})
