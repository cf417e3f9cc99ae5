/**
 * Which log a camera names, and how a picture is said to be shown.
 */
import { describe, expect, it } from 'vitest'
import { colourChain } from '../../../electron/engine/domain/colour/chain.ts'
import { gammaOf } from '../../../electron/engine/domain/colour/gamma-words.ts'
import { appleGamma } from '../../../electron/engine/media/camera/gamma-tags.ts'
import { readSonyXml } from '../../../electron/engine/media/camera/sony-xml.ts'
import { lookSchema } from '../../../shared/model/colour.ts'
import type { GammaFact, MediaFacts } from '../../../shared/model/probe.ts'
import { CLIP } from '../../helpers/media-facts.ts'

const XML = (gamma: string): string => `<?xml version="1.0" encoding="UTF-8"?>
<NonRealTimeMeta xmlns="urn:schemas-professionalDisc:nonRealTimeMeta:ver.2.00">
 <AcquisitionRecord><Group name="CameraUnitMetadataSet">
  <Item name="CaptureGammaEquation" value="${gamma}"/><Item name="CaptureColorPrimaries" value="s-gamut3-cine"/>
 </Group></AcquisitionRecord></NonRealTimeMeta>\0\0 & padding`

describe('the word of a camera for its gamma', () => {
  it.each([
    ['s-log3-cine', 's-log3'],
    ['S-Log3', 's-log3'],
    ['LOG-C', 'logc3'],
    ['ARRI LogC4', 'logc4'],
    ['V-Log L', 'v-log'],
    ['CLogV3', 'c-log3'],
    ['N-Log', 'n-log'],
    ['F-Log2', 'f-log2'],
    ['Apple Log', 'apple-log'],
    ['D-Log', 'd-log'],
  ])('%s is %s', (word, curve) => {
    expect(gammaOf(word)).toEqual({ log: true, curve })
  })

  it.each(['s-log2', 'Apple Log 2', 'D-Log M', 'C-Log', 'Log9'])('%s is a log that nothing here converts', (word) => {
    expect(gammaOf(word)).toEqual({ log: true, curve: null })
  })

  it.each(['rec709', 'bt709', 'hlg', 'pq', 'standard', 'dialog', 'catalog', ''])('%s is none', (word) => {
    expect(gammaOf(word)).toBeNull()
  })
})

describe('the gamma in a file', () => {
  it('is read from Sony’s XML, whatever stands behind its end', () => {
    expect(readSonyXml(XML('s-log3-cine'))?.gamma).toEqual({
      said: 's-log3-cine',
      curve: 's-log3',
      gamut: 's-gamut3-cine',
      source: 'sony-xml',
    })
    expect(readSonyXml(XML('rec709'))?.gamma).toBeNull()
    expect(readSonyXml('<broken')).toBeNull()
  })

  it('is Apple’s name in the sample description, the longer one first', () => {
    expect(appleGamma(Buffer.from('xxcom.apple.log\0'))?.curve).toBe('apple-log')
    expect(appleGamma(Buffer.from('xxcom.apple.log2\0'))).toMatchObject({ said: 'Apple Log 2', curve: null })
    expect(appleGamma(Buffer.from('com.apple.quicktime.make'))).toBeNull()
  })
})

describe('how a picture is shown', () => {
  const SLOG3: GammaFact = { said: 's-log3-cine', curve: 's-log3', gamut: 's-gamut3-cine', source: 'sony-xml' }
  const facts = (video: object, gamma: GammaFact | null = null): MediaFacts => {
    const clip = CLIP
    return { ...clip, gamma, video: [{ ...clip.video[0]!, ...video }] }
  }
  const line = (one: MediaFacts, look: object | null = null): string | undefined =>
    colourChain(one, look === null ? null : lookSchema.parse(look))?.line

  it('is log as it was recorded, with the one click that converts it', () => {
    expect(colourChain(facts({ hdr: 'none' }, SLOG3), null)).toEqual({
      line: 'S-Log3 · S-Gamut3.Cine (declared by the camera’s XML) → shown as recorded, flat',
      certainty: 'declared',
      log: 'S-Log3',
      lacking: null,
      tone: null,
      offered: 's-log3',
    })
  })

  it('is converted when a person says so, and says which range its values have', () => {
    expect(line(facts({ hdr: 'none' }, SLOG3), { curve: 's-log3' })).toBe(
      'S-Log3 · S-Gamut3.Cine (declared by the camera’s XML) → built-in conversion of S-Log3, code range → Rec. 709',
    )
    const chosen = colourChain(facts({ hdr: 'none', matrix: 'bt709' }), lookSchema.parse({ curve: 'logc4' }))!
    expect([chosen.line, chosen.certainty, chosen.log]).toEqual([
      'LogC4 (chosen) → built-in conversion of LogC4, signal range → Rec. 709',
      'chosen',
      null,
    ])
  })

  it('goes through the LUT that a person chose, and says what it waits for', () => {
    const look = lookSchema.parse({ curve: null, lut: { hash: 'c'.repeat(64), reference: 'code' } })
    const log = facts({ hdr: 'none' }, SLOG3)
    expect(colourChain(log, look, { name: 'LC-709', here: true })).toMatchObject({
      line: 'S-Log3 · S-Gamut3.Cine (declared by the camera’s XML) → LUT “LC-709”, code range → Rec. 709',
      log: null,
      lacking: null,
    })
    expect(colourChain(log, look, { name: 'LC-709', here: false })).toMatchObject({
      line: 'S-Log3 · S-Gamut3.Cine (declared by the camera’s XML) → shown as recorded: the LUT “LC-709” is not on this device yet',
      log: 'S-Log3',
      lacking: 'c'.repeat(64),
    })
    expect(colourChain(log, look)!.line).toContain('its LUT is not on this device yet')
    // The curve of HDR is known: no look is applied, and so none is lacking.
    const pq = facts({ hdr: 'pq', contentLight: null, dolbyVision: null })
    expect(colourChain(pq, look)!.lacking).toBeNull()
    // Whatever was chosen, HDR is shown by its own curve, and the line says no more than that.
    expect(colourChain(pq, lookSchema.parse({ curve: 's-log3' }))).toEqual(colourChain(pq, null))
    expect(colourChain(pq, look, { name: 'LC-709', here: true })).toEqual(colourChain(pq, null))
  })

  it('is inferred from its lines where the file does not say', () => {
    const untagged = { hdr: 'none', matrix: null, primaries: null, transfer: null, chroma: '4:2:0' }
    expect(line(facts({ ...untagged, height: 1080 }))).toBe(
      'Rec. 709 (inferred from 1080 lines, for the file does not say) → Rec. 709',
    )
    expect(colourChain(facts({ ...untagged, height: 576 }), null)).toMatchObject({
      certainty: 'inferred',
      line: 'Rec. 601 (inferred from 576 lines, for the file does not say) → Rec. 709',
    })
  })

  it('is tone-mapped with the peak that the file names, or the usual one', () => {
    const pq = { hdr: 'pq', contentLight: null, dolbyVision: null }
    expect(line(facts(pq))).toBe('PQ (declared by the file) → tone-mapped, peak 1,000 nits (assumed) → Rec. 709')
    expect(line(facts({ ...pq, contentLight: { max: 4000, average: 200 } }))).toContain('peak 4,000 nits →')
    expect(colourChain(facts(pq), null)!.tone).toEqual({ transfer: 'pq', maxCll: null })
    // Log that is tagged as HDR is HDR: its curve is known, and no look is asked for.
    expect(colourChain(facts(pq, SLOG3), null)).toMatchObject({ log: null, offered: null })
  })

  it('is nothing where there is no picture', () => {
    expect(colourChain({ ...CLIP, video: [] }, null)).toBeNull()
  })
})
