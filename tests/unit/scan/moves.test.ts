/**
 * Which absent file is which new one.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keepsInodes, matchMoves, type Place } from '../../../electron/engine/domain/scan/moves.ts'

const place = (id: string, path: string, inode: number | null = null, bytes = 10, mtimeNs = 1e18): Place => ({
  id,
  path,
  bytes,
  mtimeNs,
  inode,
})

describe('moves', () => {
  it('are told by inode, size and time, whatever the name', () => {
    expect(matchMoves([place('old', 'a/x.mov', 5)], [place('new', 'b/y.mov', 5)], true)).toEqual([
      { from: 'old', to: 'new' },
    ])
    expect(matchMoves([place('old', 'a/x.mov', 5)], [place('new', 'b/y.mov', 5, 11)], true)).toEqual([])
  })

  it('are told by size, time and name where inodes are made up', () => {
    expect(matchMoves([place('old', 'a/x.mov', 5)], [place('new', 'b/y.mov', 5)], false)).toEqual([])
    expect(matchMoves([place('old', 'a/x.mov', 5)], [place('new', 'b/X.MOV', 6)], false)).toEqual([
      { from: 'old', to: 'new' },
    ])
    expect(keepsInodes('ext4')).toBe(true)
    expect(keepsInodes('exfat')).toBe(false)
    expect(keepsInodes(null)).toBe(false)
  })

  it('are never guessed: two candidates on either side are none', () => {
    expect(matchMoves([place('1', 'a/x'), place('2', 'b/x')], [place('3', 'c/x')], true)).toEqual([])
    expect(matchMoves([place('1', 'a/x')], [place('3', 'c/x'), place('4', 'd/x')], true)).toEqual([])
  })

  it('pair each file at most once, and only files of one size and time', () => {
    const places = (side: string) =>
      fc
        .array(fc.record({ inode: fc.option(fc.nat(4)), bytes: fc.nat(2), name: fc.constantFrom('a', 'b', 'c') }), {
          maxLength: 12,
        })
        .map((all) =>
          all.map((one, index) => place(`${side}${index}`, `${side}/${index}/${one.name}`, one.inode, one.bytes)),
        )
    fc.assert(
      fc.property(places('old'), places('new'), fc.boolean(), (absent, fresh, kept) => {
        const moves = matchMoves(absent, fresh, kept)
        expect(new Set(moves.map((move) => move.from)).size).toBe(moves.length)
        expect(new Set(moves.map((move) => move.to)).size).toBe(moves.length)
        for (const move of moves) {
          const [from, to] = [absent.find((one) => one.id === move.from)!, fresh.find((one) => one.id === move.to)!]
          expect([from.bytes, from.mtimeNs]).toEqual([to.bytes, to.mtimeNs])
        }
      }),
    )
  })
})
