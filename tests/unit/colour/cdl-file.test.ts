/**
 * Colour decision lists in files of the ASC.
 */
import { describe, expect, it } from 'vitest'
import { readCdlFile } from '../../../electron/engine/media/cdl-file.ts'

const correction = (id: string, inner: string): string =>
  `<ColorCorrection${id === '' ? '' : ` id="${id}"`}>${inner}</ColorCorrection>`
const SOP = '<SOPNode><Slope>1.1 1 0.9</Slope><Offset>0.01 0 -0.02</Offset><Power>1 1.2 1</Power></SOPNode>'
const SAT = '<SatNode><Saturation>0.8</Saturation></SatNode>'
const CDL = { slope: [1.1, 1, 0.9], offset: [0.01, 0, -0.02], power: [1, 1.2, 1], saturation: 0.8 }

describe('a file of colour decisions', () => {
  it('holds one correction, or several with their ids, whatever the namespace', () => {
    expect(readCdlFile(correction('A003C001', SOP + SAT), 'a.cc')).toEqual([{ id: 'A003C001', line: 1, cdl: CDL }])
    const many = `<?xml version="1.0"?><ColorCorrectionCollection xmlns="urn:ASC:CDL:v1.2">${correction('one', SOP + SAT)}${correction('', SAT)}</ColorCorrectionCollection>`
    expect(readCdlFile(many, 'a.ccc')).toEqual([
      { id: 'one', line: 1, cdl: CDL },
      { id: null, line: 1, cdl: { slope: [1, 1, 1], offset: [0, 0, 0], power: [1, 1, 1], saturation: 0.8 } },
    ])
    const list = `<cdl:ColorDecisionList xmlns:cdl="urn:ASC:CDL:v1.01"><cdl:ColorDecision>${correction('x', SOP)
      .replaceAll('<', '<cdl:')
      .replaceAll('<cdl:/', '</cdl:')}</cdl:ColorDecision></cdl:ColorDecisionList>`
    expect(readCdlFile(list, 'a.cdl')).toEqual([{ id: 'x', line: 1, cdl: { ...CDL, saturation: 1 } }])
  })

  it.each([
    ['no XML', 'hello', 'no XML'],
    ['no correction', '<ColorCorrectionCollection/>', 'no ColorCorrection'],
    ['two numbers', correction('a', '<SOPNode><Slope>1 1</Slope></SOPNode>'), 'correction a'],
    ['a negative slope', correction('', '<SOPNode><Slope>-1 1 1</Slope></SOPNode>'), 'correction 1'],
    ['no power', correction('', '<SOPNode><Power>0 1 1</Power></SOPNode>'), 'correction 1'],
    ['nothing in it', correction('', ''), 'correction 1'],
    ['a number beyond all sense', correction('', '<SOPNode><Offset>1e99 0 0</Offset></SOPNode>'), 'correction 1'],
  ])('with %s is refused with the reason', (_what, text, why) => {
    expect(() => readCdlFile(text, 'a.cc')).toThrow(why)
  })
})
