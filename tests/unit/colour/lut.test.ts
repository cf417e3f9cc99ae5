/**
 * LUT files: read as their makers mean them, refused with the line that is wrong, sampled and baked.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyCdl } from '../../../electron/engine/domain/colour/cdl.ts'
import { bake, lookOf, type Look } from '../../../electron/engine/domain/colour/lut.ts'
import { readLut, writeCube } from '../../../electron/engine/domain/colour/lut-file.ts'
import type { Triple } from '../../../electron/engine/domain/colour/primaries.ts'

const unit = fc.double({ min: 0, max: 1, noNaN: true })
const colour = fc.tuple(unit, unit, unit)
const read = (text: string, kind: 'cube' | '3dl' = 'cube'): Look => {
  const found = readLut(text, kind)
  if ('fault' in found) throw new Error(`${found.fault.line}: ${found.fault.sentence}`)
  return lookOf(found.lut)
}
const expectClose = (one: Triple, other: Triple, digits = 6): void => {
  for (const [at, value] of one.entries()) expect(value).toBeCloseTo(other[at]!, digits)
}
const rows = (size: number, of: (colour: Triple) => Triple): string =>
  Array.from({ length: size ** 3 }, (_, index) => {
    const at = [index % size, Math.floor(index / size) % size, Math.floor(index / size ** 2)]
    return of(at.map((one) => one / (size - 1)) as unknown as Triple).join(' ')
  }).join('\n')
const same: Look = (one) => one

describe('a .cube file', () => {
  it('of a cube, with comments, a title and Windows line ends', () => {
    const look = read(`# made by hand\r\nTITLE "Nice"\r\nLUT_3D_SIZE 3\r\n\r\n${rows(3, ([r, g, b]) => [b, r, g])}\r\n`)
    fc.assert(fc.property(colour, ([r, g, b]) => expectClose(look([r, g, b]), [b, r, g])))
  })

  it('of curves alone', () => {
    const look = read(`LUT_1D_SIZE 3\n0 0 0\n0.25 0.5 1\n1 1 1`)
    expectClose(look([0.5, 0.5, 0.5]), [0.25, 0.5, 1])
    expectClose(look([0.75, 0.25, 0.25]), [0.625, 0.25, 0.5])
  })

  it('of a shaper before a cube, with ranges of their own', () => {
    const look = read(
      `LUT_1D_SIZE 2\nLUT_1D_INPUT_RANGE 0 2\nLUT_3D_SIZE 2\nLUT_3D_INPUT_RANGE 0.0 1.0\n0 0 0\n1 1 1\n${rows(2, same)}`,
    )
    expectClose(look([1, 2, 0.5]), [0.5, 1, 0.25])
  })

  it('whose domain is wider than 0 to 1 is read by that domain, and bakes to one over 0 to 1', () => {
    const from = -0.073
    const to = 1.095
    const text = `DOMAIN_MIN ${from} ${from} ${from}\nDOMAIN_MAX ${to} ${to} ${to}\nLUT_3D_SIZE 9\n${rows(9, (at) => at.map((one) => from + one * (to - from)) as unknown as Triple)}`
    const look = read(text)
    expectClose(look([0.4064, 0.4064, 0.4064]), [0.4064, 0.4064, 0.4064])
    expectClose(read(writeCube(bake(look), 'Baked'))([0.4064, 0.1, 0.9]), [0.4064, 0.1, 0.9], 5)
  })

  it.each([
    ['nothing', '', 'neither'],
    ['a size beyond every maker', `LUT_3D_SIZE 300\n`, 'none: 2 to 129'],
    ['a size that is no number', `LUT_3D_SIZE many\n`, 'none'],
    ['values that are cut off', `LUT_3D_SIZE 2\n0 0 0\n1 1 1\n`, 'announces 8'],
    ['a value that is no number', `LUT_1D_SIZE 2\n0 0 0\n1 nan 1\n`, 'three numbers'],
    ['an endless value', `LUT_1D_SIZE 2\n0 0 0\n1 1e999 1\n`, 'three numbers'],
    ['a value in base 16', `LUT_1D_SIZE 2\n0 0 0\n0x10 1 1\n`, '“0x10 1 1” is not three numbers'],
    ['a value beyond every table', `LUT_1D_SIZE 2\n0 0 0\n1e300 1 1\n`, '“1e300 1 1” is not three numbers'],
    ['a value that is spelled out', `LUT_1D_SIZE 2\n0 0 0\nInfinity 1 1\n`, '“Infinity” stands among the values'],
    ['a size in base 16', `LUT_1D_SIZE 0x2\n0 0 0\n1 1 1\n`, '“0x2” is none'],
    ['a range beyond every table', `LUT_1D_SIZE 2\nLUT_1D_INPUT_RANGE 0 1e300\n0 0 0\n1 1 1\n`, 'is no range'],
    ['a range in base 2', `LUT_1D_SIZE 2\nLUT_1D_INPUT_RANGE 0 0b1\n0 0 0\n1 1 1\n`, 'is no range'],
    ['a keyword of another program', `LUT_1D_SIZE 2\nINCLUDE /etc/passwd\n0 0 0\n1 1 1`, 'no keyword'],
    ['a domain turned round', `LUT_1D_SIZE 2\nDOMAIN_MIN 1 1 1\nDOMAIN_MAX 0 0 0\n0 0 0\n1 1 1`, 'ends before'],
  ])('of %s is refused in words', (_what, text, sentence) => {
    const found = readLut(text, 'cube')
    expect('fault' in found && found.fault.sentence).toContain(sentence)
    expect('fault' in found && found.fault.line).toBeGreaterThan(0)
  })

  it('of any bytes is read or refused, and never throws', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), fc.constantFrom('cube' as const, '3dl' as const), (text, kind) => {
        const found = readLut(`LUT_1D_SIZE 2\n${text}`, kind)
        expect('fault' in found || 'lut' in found).toBe(true)
      }),
    )
  })
})

describe('a .3dl file', () => {
  it.each([1023, 4095, 65_535])('of integers up to %d, blue fastest', (full) => {
    const values = Array.from({ length: 8 }, (_, index) => {
      const [b, g, r] = [index % 2, Math.floor(index / 2) % 2, Math.floor(index / 4)]
      return [g, b, r].map((one) => one * full).join(' ')
    })
    const look = read(`# by Lustre\n0 1023\n${values.join('\n')}`, '3dl')
    expectClose(look([1, 0.25, 0.5]), [0.25, 0.5, 1])
  })

  const MESH = Array.from({ length: 17 }, (_, at) => Math.min(1023, at * 64)).join(' ')
  const grey = (top: number): string =>
    Array.from({ length: 17 ** 3 }, (_, index) =>
      Array(3)
        .fill(Math.round(((index % 17) * top) / 16))
        .join(' '),
    ).join('\n')

  it('with the head 3DMESH and Mesh has the depth that it says, whatever its largest value', () => {
    const text = `# made by hand\n3DMESH\nMesh 4 12\n${MESH}\n${grey(900)}\n\nLUT8\ngamma 1.0\n`
    expectClose(read(text, '3dl')([0, 0, 1]), [900 / 4095, 900 / 4095, 900 / 4095])
    const fault = (changed: string) => readLut(changed, '3dl')
    expect(fault(text.replace('Mesh 4', 'Mesh 5'))).toMatchObject({
      fault: { line: 4, sentence: 'It announces a mesh of 33 points and has 17.' },
    })
    expect(fault(text.replace('4 12', '4 8'))).toMatchObject({
      fault: { sentence: expect.stringContaining('above 255') as string },
    })
  })

  it('that does not say its depth is remarked where its largest value leaves doubt', () => {
    const remark = (top: number) => {
      const found = readLut(`${MESH}\n${grey(top)}`, '3dl')
      return 'lut' in found ? found.lut.remark : found.fault.sentence
    }
    expect([remark(1023), remark(4000)]).toEqual([undefined, undefined])
    expect(remark(700)).toBe('The file does not say its depth. Its largest value is 700, so 10 bits were taken.')
  })
})

it('a .cube file says by Resolve’s words what its levels are', () => {
  const cube = (words: string) => readLut(`${words}\nLUT_3D_SIZE 2\n${rows(2, same)}`, 'cube')
  expect(cube('LUT_IN_VIDEO_RANGE')).toMatchObject({ lut: { reference: 'code' } })
  expect(cube('LUT_IN_FULL_RANGE')).toMatchObject({ lut: { reference: 'signal' } })
  expectClose(read(`LUT_OUT_VIDEO_RANGE\nLUT_3D_SIZE 2\n${rows(2, same)}`)([64 / 1023, 940 / 1023, 0]), [
    0,
    1,
    -64 / 876,
  ])
})

describe('a table that is baked', () => {
  it('keeps greys grey between its points', () => {
    const look = lookOf({ title: null, curves: null, cube: bake(([r, g, b]) => [r ** 2, g ** 2, b ** 2], 5) })
    fc.assert(
      fc.property(unit, (value) => {
        const [r, g, b] = look([value, value, value])
        expectClose([g, b, r], [r, r, r], 9)
      }),
    )
  })

  it('of a decision list is right within one code of eight bits', () => {
    const cdl = { slope: [1.2, 0.9, 1.05], offset: [-0.03, 0.02, 0], power: [1.1, 0.9, 1.3], saturation: 1.25 } as const
    const cube = lookOf({ title: null, curves: null, cube: bake((one) => applyCdl(cdl, one)) })
    fc.assert(
      fc.property(colour, (one) => {
        const [exact, baked] = [applyCdl(cdl, one), cube(one)]
        for (const at of [0, 1, 2] as const) expect(Math.abs(exact[at] - baked[at]) * 255).toBeLessThan(1)
      }),
    )
  })
})
