/**
 * What a verification came to: every file counted once, and said with its number.
 */
import { describe, expect, it } from 'vitest'
import {
  totalsOf,
  totalsOfCopies,
  totalsText,
  verdictText,
  type Against,
  type Counted,
} from '../../../electron/engine/domain/copies/verify-totals.ts'
import { FINDINGS } from '../../../shared/model/offload.ts'

const names = (...paths: string[]) => new Set(paths)
const renamed = { from: 'a', to: 'z' }

function said(named: string[], verified: string[], findings: Counted[], by: Against = 'history'): string {
  return totalsText(totalsOf(names(...named), names(...verified), findings), by)
}

describe('the totals of a verification', () => {
  it('count files against those that are named, and apart those that nothing names', () => {
    expect(
      said(
        ['a', 'b', 'c', 'd'],
        ['a'],
        [
          { path: 'b', finding: 'missing' },
          { path: 'c', finding: 'mismatch' },
          { path: 'd', finding: 'mismatch' },
          { path: 'x', finding: 'extra' },
        ],
        'list',
      ),
    ).toBe(
      'Of 4 files that the list names: 1 verified, 1 missing, 2 mismatches; and 1 file that no list names: nothing vouches for it.',
    )
    expect(
      said(
        ['a'],
        [],
        [
          { path: 'a', finding: 'mismatch' },
          { path: 'x', finding: 'extra' },
          { path: 'y', finding: 'extra' },
        ],
        'lists',
      ),
    ).toBe(
      'Of 1 file that the lists name: 0 verified, 1 mismatch; and 2 files that no list names: nothing vouches for them.',
    )
    expect(said(['a', 'b'], ['a', 'b'], [])).toBe('Of 2 files that the history names: 2 verified.')
    expect(said([], [], [{ path: 'x', finding: 'extra' }])).toBe(
      'There is 1 file that it does not name: nothing vouches for it.',
    )
    expect(
      said(
        ['a', 'b', 'c'],
        ['a'],
        [
          { path: 'b', finding: 'mismatch' },
          { path: 'c', finding: 'missing' },
        ],
        'sizes',
      ),
    ).toBe('Of 3 files that the history names: 1 there by name and size, 1 missing, 1 of another size.')
  })

  it('never call a renamed file missing or unvouched for', () => {
    expect(
      said(
        ['a', 'b'],
        ['b'],
        [
          { path: 'a', finding: 'missing', renamed },
          { path: 'z', finding: 'extra', renamed },
        ],
      ),
    ).toBe('Of 2 files that the history names: 1 verified, 1 under another name.')
    expect(
      said(
        ['a', 'b'],
        ['b'],
        [
          { path: 'z', finding: 'accepted', renamed },
          { path: 'n', finding: 'accepted' },
        ],
      ),
    ).toBe('Of 2 files that the history names: 1 verified, 1 renamed and accepted. 1 new file accepted.')
  })

  it('count a file that two lists tell of once, by the worst that one of them found', () => {
    expect(
      said(
        ['a', 'b'],
        ['a', 'b'],
        [
          { path: 'a', finding: 'mismatch' },
          { path: 'b', finding: 'unreadable' },
        ],
        'lists',
      ),
    ).toBe('Of 2 files that the lists name: 1 verified, 1 mismatch.')
  })

  it('tell lists, manifests and folders apart from files', () => {
    expect(
      said(
        ['a'],
        ['a'],
        [
          { path: 'x.md5', finding: 'unreadable', list: true },
          { path: 'ascmhl/1.mhl', finding: 'manifest-changed' },
          { path: 'Empty', finding: 'missing', folder: true },
          { path: 'Locked', finding: 'unreadable' },
        ],
      ),
    ).toBe(
      'Of 1 file that the history names: 1 verified. 1 list could not be used. 1 file of the history is not as it was. 1 folder is not as sealed. 1 other entry could not be read.',
    )
  })

  it('of copies are in copies', () => {
    const counts = Object.fromEntries(FINDINGS.map((kind) => [kind, 0])) as Record<(typeof FINDINGS)[number], number>
    expect(totalsText(totalsOfCopies({ ...counts, verified: 8, missing: 3 }), 'catalogue')).toBe(
      'Of 11 copies that the catalogue knows here: 8 verified, 3 missing.',
    )
    expect(totalsText(totalsOfCopies({ ...counts, missing: 1 }), 'catalogue')).toBe(
      'Of 1 copy that the catalogue knows here: 0 verified, 1 missing.',
    )
  })
})

describe('the verdict', () => {
  const verdict = (by: Against, isList: boolean, verified: string[], findings: Counted[] = []) =>
    verdictText('/m/A', {
      ok: findings.length === 0,
      by,
      isList,
      totals: totalsOf(names('a', 'b'), names(...verified), findings),
    })

  it('speaks of a seal where there is one, and of a list where that is all', () => {
    const gone: Counted[] = [{ path: 'b', finding: 'missing' }]
    expect(verdict('history', false, ['a'], gone)).toMatch(
      /^\/m\/A does not match its seal\. Of 2 files that the history names: 1 verified, 1 missing\.$/,
    )
    expect(verdict('list', false, ['a'], gone)).toMatch(/^\/m\/A does not match its checksum list\. /)
    expect(verdict('lists', false, ['a'], gone)).toMatch(/^\/m\/A does not match its checksum lists\. /)
    expect(verdict('list', true, ['a'], gone)).toMatch(/^The files do not match the checksum list \/m\/A\. /)
    expect(verdict('history', false, ['a', 'b'])).toBe('/m/A is intact: all 2 files match its seal.')
    expect(verdict('list', false, ['a'])).toBe('/m/A is intact: the 1 file matches its checksum list.')
    expect(verdict('list', true, ['a', 'b'])).toBe('All 2 files that /m/A lists match it.')
  })

  it('says that nothing was checked where nothing is named', () => {
    const totals = totalsOf(names(), names(), [
      { path: 'x.md5', finding: 'unreadable', list: true },
      { path: 'a', finding: 'extra' },
    ])
    expect(verdictText('/m/A', { ok: false, by: 'list', isList: false, totals })).toBe(
      'Nothing was checked in /m/A: the list in it could not be used. There is 1 file that no list names: nothing vouches for it.',
    )
    expect(
      verdictText('/m/A', { ok: false, by: 'history', isList: false, totals: totalsOf(names(), names(), []) }),
    ).toBe('Nothing was checked in /m/A: its history names no file.')
  })
})
