/** JSON of others: as it is, unless it nests deeper than anything that walks it can go. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parsePlain } from '../../../electron/engine/sync/format/plain-json.ts'
import { asDamage } from '../../../electron/engine/sync/journal/as-damage.ts'
import { damagedSegment } from '../../../electron/engine/sync/format/segment.ts'
import { RushesError } from '../../../shared/model/errors.ts'

describe('JSON of others', () => {
  it('is read like any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 8 }), (value) => {
        expect(parsePlain(JSON.stringify(value))).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })

  it.each(['[', '{"a":'])('is refused where it nests too deep (%s)', (open) => {
    for (const depth of [65, 1_001, 200_000]) expect(() => parsePlain(open.repeat(depth))).toThrow(RangeError)
  })

  it('may hold any number of brackets in a text, escaped quotes or not', () => {
    const text = `${'[{'.repeat(5_000)}"\\${'['.repeat(5_000)}`
    expect(parsePlain(JSON.stringify([text, []]))).toEqual([text, []])
  })
})

describe('what breaks while something of a remote is taken', () => {
  const coded = (code: string): Error => Object.assign(new Error(code), { code })

  it('is damage of that thing, whatever it is called', () => {
    for (const error of [
      new RangeError('too large'),
      new TypeError('x of undefined'),
      coded('SQLITE_CONSTRAINT_DATATYPE'),
      coded('SQLITE_ERROR'),
    ]) {
      expect(asDamage(error, damagedSegment)).toMatchObject({ code: 'remote.damaged', cause: error })
    }
  })

  it('is not where this machine is in trouble, or it has a code already', () => {
    for (const error of [
      coded('SQLITE_FULL'),
      coded('SQLITE_IOERR_WRITE'),
      coded('ENOSPC'),
      new DOMException('ended', 'AbortError'),
      new TypeError('The database connection is not open'),
      new RushesError('remote.newer', 'x'),
    ]) {
      expect(asDamage(error, damagedSegment)).toBe(error)
    }
  })
})
