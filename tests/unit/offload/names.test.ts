/**
 * Names: what a file system can hold, and the two kinds that an offload makes up.
 */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isClutter } from '../../../electron/engine/domain/offload/offload-clutter.ts'
import { foldedPath, nameFault, nameRules } from '../../../electron/engine/domain/offload/offload-names.ts'
import {
  conflictPath,
  isTemporary,
  isTemporaryOf,
  temporaryName,
  temporaryTag,
  utf8Length,
} from '../../../electron/engine/domain/offload/offload-temp.ts'

describe('names that a drive can hold', () => {
  it('are nearly all of them on ext4', () => {
    for (const name of ['a:b', 'CON', 'x.', 'line\nbreak', 'Überschrift', '🎬'.repeat(63)])
      expect(nameFault(name, nameRules('ext4'))).toBeNull()
    expect(nameFault('🎬'.repeat(64), nameRules('ext4'))).toContain('255 bytes')
  })

  it('are fewer on exFAT, FAT and NTFS', () => {
    for (const type of ['exfat', 'vfat', 'ntfs3', 'fuseblk', 'fuse.exfat']) {
      const rules = nameRules(type)
      expect(nameFault('A001C001:1.mov', rules)).toContain(':')
      expect(nameFault('com1.txt', rules)).toContain('Windows')
      expect(nameFault('end.', rules)).toContain('dot')
      expect(nameFault('line\nbreak', rules)).toContain('line break')
      expect(nameFault('🎬'.repeat(100), rules)).toBeNull()
      expect(foldedPath('a/B', rules)).toBe(foldedPath('A/b', rules))
    }
    expect(nameRules('vfat').fileLimit).toBe(4294967295)
    expect(nameRules('exfat').fileLimit).toBeNull()
  })

  it('fall together on APFS when only their normalisation differs', () => {
    expect(foldedPath('e\u0301', nameRules('apfs'))).toBe(foldedPath('\u00e9', nameRules('apfs')))
    expect(foldedPath('e\u0301', nameRules('ext4'))).not.toBe(foldedPath('\u00e9', nameRules('ext4')))
  })
})

describe('temporary names', () => {
  it('are told from all others, and from those of another offload', () => {
    const tag = temporaryTag('0199aaaa-bbbb-7ccc-8ddd-eeeeffff0001')
    const other = temporaryTag('0199aaaa-bbbb-7ccc-8ddd-eeeeffff0002')
    expect(isTemporaryOf(tag, temporaryName(tag, 99_999))).toBe(true)
    expect(isTemporaryOf(other, temporaryName(tag, 0))).toBe(false)
    fc.assert(fc.property(fc.string(), (name) => !isTemporary(name)))
    expect(temporaryName(tag, 2 ** 31).length).toBeLessThan(40)
  })
})

describe('names of conflicts', () => {
  it('keep the folder and the extension', () => {
    expect(conflictPath('CARD/A001.mov', 1)).toBe('CARD/A001 (conflict 1).mov')
    expect(conflictPath('CARD.1/.hidden', 2)).toBe('CARD.1/.hidden (conflict 2)')
  })

  it('always fit into 255 bytes when the extension leaves room, and differ from the name', () => {
    const character = fc.constantFrom('a', 'ü', '映', '🎬')
    fc.assert(
      fc.property(
        fc.array(character, { minLength: 1, maxLength: 255 }),
        fc.integer({ min: 1, max: 999 }),
        (stem, number) => {
          const name = `${stem.join('')}.mov`
          const found = conflictPath(`x/${name}`, number)
          expect(utf8Length(found.slice(2))).toBeLessThanOrEqual(255)
          expect(found).not.toBe(`x/${name}`)
        },
      ),
    )
  })

  it('count bytes as UTF-8 does', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(utf8Length(text)).toBe(Buffer.byteLength(text))
      }),
    )
  })
})

describe('clutter', () => {
  it('is what systems leave behind, at the top of a card or anywhere; never a file that somebody may need', () => {
    expect(isClutter('System Volume Information', 'directory', 0)).toBe(true)
    expect(isClutter('System Volume Information', 'directory', 1)).toBe(false)
    expect(isClutter('.DS_Store', 'file', 3)).toBe(true)
    expect(isClutter('._A001.mov', 'file', 0)).toBe(false)
  })
})
