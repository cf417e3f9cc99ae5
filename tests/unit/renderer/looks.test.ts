/**
 * Looks in the window: what the player shows of a clip, what the picker offers, and what a held key does.
 */
import { describe, expect, it } from 'vitest'
import type { AssetDetail } from '../../../shared/model/asset.ts'
import { DEFAULT_PARAMS_HASH } from '../../../shared/model/recipe-params.ts'
import type { Lut } from '../../../shared/model/luts.ts'
import { cdlFault } from '../../../renderer/features/inspector/cdl-fault.ts'
import { choiceOf, foundChoices, lookChoices, nextChoice } from '../../../renderer/features/inspector/look-choices.ts'
import { createCompare } from '../../../renderer/features/library/compare.ts'
import { hasLook, pictureWay } from '../../../renderer/features/player/look/picture-way.ts'

const HASH = 'a'.repeat(64)
const LOOK = { curve: 's-log3', cdl: null } as const

function detail({
  baked,
  plain = true,
  ...more
}: { baked: boolean; plain?: boolean } & Partial<AssetDetail>): AssetDetail {
  const made = (id: string, paramsHash: string) => ({
    id,
    recipe: 'proxy',
    paramsHash,
    params: paramsHash === DEFAULT_PARAMS_HASH ? {} : { look: LOOK },
  })
  return {
    look: LOOK,
    hdr: null,
    colour: { line: '', certainty: 'declared', log: null, lacking: null, tone: null, offered: null },
    derivatives: { poster: null, filmstrip: null, waveform: null, proxy: baked ? 'baked' : plain ? 'plain' : null },
    madeList: [
      ...(baked ? [made('baked', '0123456789abcdef')] : []),
      ...(plain ? [made('plain', DEFAULT_PARAMS_HASH)] : []),
    ],
    ...more,
  } as unknown as AssetDetail
}

describe('what the player shows of a clip with a look', () => {
  it('of numbered frames is drawn on the proxy of these frames at this rate', () => {
    const rate = { num: 24, den: 1 }
    const proxy = (id: string, params: object) => ({ id, recipe: 'proxy', paramsHash: id, params })
    const frames = {
      ...detail({ baked: true, plain: false }),
      rate,
      madeList: [
        proxy('baked', { look: LOOK, sequence: 'k', rate }),
        proxy('slower', { sequence: 'k', rate: { num: 25, den: 1 } }),
        proxy('at 24', { sequence: 'k', rate }),
      ],
    } as unknown as AssetDetail
    expect(pictureWay(frames, true, true)).toMatchObject({ how: 'live', proxy: 'at 24' })
    expect(pictureWay(frames, true, false)).toMatchObject({ how: 'baked', proxy: 'baked' })
  })

  it('is the proxy that was made with it, until a person compares', () => {
    expect(pictureWay(detail({ baked: true }), true, false)).toEqual({
      how: 'baked',
      proxy: 'baked',
      drawn: null,
      note: null,
    })
    expect(pictureWay(detail({ baked: true }), true, true)).toEqual({
      how: 'live',
      proxy: 'plain',
      drawn: { look: LOOK },
      note: null,
    })
  })

  it('is drawn on the plain proxy where none was made with it yet', () => {
    expect(pictureWay(detail({ baked: false }), true, false)).toMatchObject({ how: 'live', proxy: 'plain' })
  })

  it('is what was made where the browser can’t draw, and that is said', () => {
    expect(pictureWay(detail({ baked: true }), false, false)).toMatchObject({ how: 'baked', note: null })
    expect(pictureWay(detail({ baked: true }), false, true)).toMatchObject({
      how: 'baked',
      note: expect.stringContaining('WebGL 2') as string,
    })
    expect(pictureWay(detail({ baked: false }), false, false)).toMatchObject({
      how: 'plain',
      note: expect.stringContaining('as recorded until') as string,
    })
    // There is no plain one to compare with: what was made with the look stays.
    expect(pictureWay(detail({ baked: true, plain: false }), true, true)).toMatchObject({
      how: 'baked',
      proxy: 'baked',
    })
  })

  it('is brought down where no ffmpeg could, and says so where nothing can', () => {
    const tone = { transfer: 'pq', maxCll: 1000 } as const
    const colour = { line: '', certainty: 'declared', log: null, lacking: null, tone, offered: null } as const
    const hdr = (how: string): AssetDetail => {
      const plain = detail({ baked: false, hdr: 'pq', look: null, colour })
      return { ...plain, madeList: plain.madeList.map((one) => ({ ...one, colour: how })) }
    }
    expect(pictureWay(hdr('not-converted'), true, false)).toEqual({
      how: 'live',
      proxy: 'plain',
      drawn: { tone },
      note: null,
    })
    expect(pictureWay(hdr('not-converted'), false, false)).toMatchObject({
      how: 'plain',
      note: expect.stringContaining('Colours are off') as string,
    })
    expect(pictureWay(hdr('tone-mapped'), true, true)).toEqual({
      how: 'plain',
      proxy: 'plain',
      drawn: null,
      note: null,
    })
  })

  it('is the plain one without a look, for HDR, and while a LUT is lacking', () => {
    const lacking = { line: '', certainty: 'declared', log: null, lacking: HASH, tone: null, offered: null } as const
    for (const more of [{ look: null }, { hdr: 'pq' }, { colour: lacking }, { colour: null }]) {
      expect(hasLook(detail({ baked: false, ...more }))).toBe(false)
      expect(pictureWay(detail({ baked: false, ...more }), true, true)).toEqual({
        how: 'plain',
        proxy: 'plain',
        drawn: null,
        note: null,
      })
    }
    expect(pictureWay(detail({ baked: false, plain: false }), true, false)).toEqual({
      how: 'plain',
      proxy: null,
      drawn: null,
      note: null,
    })
  })
})

describe('the picker of looks', () => {
  const lut = (name: string, more: Partial<Lut> = {}): Lut => ({
    hash: HASH,
    name,
    kind: 'cube',
    size: { cube: 33, curves: null },
    bytes: 1,
    reference: 'code',
    curve: 's-log3',
    gamut: 'S-Gamut3.Cine',
    note: '',
    here: true,
    fault: null,
    usedBy: 0,
    ...more,
  })
  it('offers as recorded, the library’s LUTs, then the built-in curves', () => {
    const all = lookChoices([lut('LC-709')])
    expect(all.slice(0, 3).map(({ group, label }) => [group, label])).toEqual([
      ['none', 'As recorded'],
      ['lut', 'LC-709'],
      ['curve', 'S-Log3'],
    ])
    expect(all[1]).toMatchObject({
      about: 'for S-Log3 · S-Gamut3.Cine · code range',
      conversion: { curve: null, lut: { hash: HASH, reference: 'code' } },
    })
  })

  it('finds by every word, in names and in what is said of them', () => {
    const found = (search: string): string[] =>
      foundChoices(lookChoices([lut('LC-709')]), search).map(({ label }) => label)
    expect(found('s-log3')).toEqual(['LC-709', 'S-Log3'])
    expect(found('709 sgamut')).toEqual([])
    expect(found('CODE lc')).toEqual(['LC-709'])
    expect(found('canon 2')).toEqual(['Canon Log 2'])
  })

  it('is moved through by keys, past what can’t be chosen, and stays at its ends', () => {
    const all = lookChoices([lut('A', { here: false }), lut('B', { hash: 'b'.repeat(64) })])
    expect(all[1]).toMatchObject({ disabled: true, about: 'Not on this device yet' })
    expect(nextChoice(all, 'none', 1)).toBe('b'.repeat(64))
    expect(nextChoice(all, 'none', -1)).toBe('none')
    expect(nextChoice(all, 'protune', 1)).toBe('protune')
    expect(nextChoice(all, 'no such', 1)).toBe('none')
    expect(nextChoice([], null, 1)).toBeNull()
    expect(lookChoices([lut('A', { here: false, fault: 'It is none.' })])[1]!.about).toBe('It is none.')
  })

  it('knows which one a clip has', () => {
    expect(choiceOf(null)).toBe('none')
    expect(choiceOf({ curve: 'v-log', cdl: null })).toBe('v-log')
    expect(choiceOf({ curve: null, cdl: null, lut: { hash: HASH, reference: 'code' } })).toBe(HASH)
    // A clip with a decision list alone is not shown as recorded.
    expect(
      choiceOf({ curve: null, cdl: { slope: [1, 1, 1], offset: [0, 0, 0], power: [1, 1, 1], saturation: 2 } }),
    ).toBeNull()
  })

  it('says what a number of a decision list can be', () => {
    expect(cdlFault('slope')).toBe('A slope is 0 to 100. The value stays as it was.')
    expect(cdlFault('power')).toContain('0.01 to 100')
  })
})

describe('before and after', () => {
  it('shows before while the key is held, and what was shown when it is let go', () => {
    const keys = new EventTarget()
    const compare = createCompare(keys)
    const mode = (): string => compare.store.getState().mode
    compare.hold()
    compare.hold()
    expect(mode()).toBe('before')
    keys.dispatchEvent(new Event('keyup'))
    expect(mode()).toBe('after')
    compare.toggle()
    compare.hold()
    expect(mode()).toBe('before')
    keys.dispatchEvent(new Event('blur'))
    expect(mode()).toBe('split')
    compare.toggle()
    expect(mode()).toBe('after')
  })

  it('moves the line within the picture, and keeps it for the next clip', () => {
    const compare = createCompare(null)
    compare.toggle()
    compare.move(3)
    expect(compare.store.getState()).toEqual({ mode: 'split', at: 1, used: true })
    compare.move(0.3)
    compare.reset()
    expect(compare.store.getState()).toEqual({ mode: 'after', at: 0.3, used: false })
  })
})
