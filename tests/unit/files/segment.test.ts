/**
 * A name from elsewhere as one part of a path.
 */
import fc from 'fast-check'
import { posix, win32 } from 'node:path'
import { describe, expect, it } from 'vitest'
import { safeSegment } from '../../../electron/engine/files/segment.ts'
import { isDerivativeType } from '../../../electron/engine/media/recipes/index.ts'
import { derivativeHeaders } from '../../../shared/model/derivative-types.ts'

describe('a safe segment', () => {
  it.each(['../../x', '..', '.', '', '/etc/passwd', 'a/b', '..\\..\\x', 'a\\..\\b', 'a\0b', '   ', 'x'.repeat(256)])(
    '%j is refused',
    (name) => {
      expect(() => safeSegment(name, 'Another device')).toThrow(expect.objectContaining({ code: 'remote.damaged' }))
    },
  )

  it.each([
    ['A003C001.mov', 'A003C001.mov'],
    ['Größe 1.wav', 'Größe 1.wav'],
    ['a\u202egpj.exe', 'a_gpj.exe'],
    ['a\nb', 'a_b'],
    ['CON.txt', '_CON.txt'],
    ['a:b', 'a_b'],
    ['C:\\x', 'C__x'],
  ])('%j becomes %j', (name, segment) => {
    expect(safeSegment(name, 'Another device')).toBe(segment)
  })

  it('whatever it is given, the path stays in the folder, on any system', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('.', '/', '\\', 'a', ':', '\0', '\n', '\u202e', ' ', 'é', '~') }),
        (name) => {
          let segment: string
          try {
            segment = safeSegment(name, 'Another device')
          } catch {
            return
          }
          expect(posix.dirname(posix.resolve('/chosen', segment))).toBe('/chosen')
          expect(win32.dirname(win32.resolve('D:\\chosen', segment))).toBe('D:\\chosen')
        },
      ),
    )
  })
})

describe('types of derivatives', () => {
  it.each([
    ['poster', 'text/html'],
    ['poster', 'image/svg+xml'],
    ['proxy', 'application/xhtml+xml'],
    ['waveform', 'text/javascript'],
    ['poster', 'image/jpeg; charset=x'],
    ['__proto__', 'image/jpeg'],
    ['unknown', 'image/jpeg'],
  ])('%s as %s is none', (recipe, mime) => {
    expect(isDerivativeType(recipe, mime)).toBe(false)
  })
  it.each([
    ['poster', 'image/jpeg'],
    ['filmstrip', 'image/jpeg'],
    ['waveform', 'application/json'],
    ['proxy', 'video/mp4'],
    ['proxy', 'audio/mp4'],
  ])('%s as %s is one', (recipe, mime) => {
    expect(isDerivativeType(recipe, mime)).toBe(true)
    expect(derivativeHeaders(mime)).toMatchObject({
      'Content-Type': mime,
      'Content-Security-Policy': `sandbox; default-src 'none'`,
    })
  })
  it('anything else goes as bytes to be saved', () => {
    expect(derivativeHeaders('text/html')).toMatchObject({
      'Content-Type': 'application/octet-stream',
      'Content-Disposition': 'attachment',
      'X-Content-Type-Options': 'nosniff',
    })
  })
})
