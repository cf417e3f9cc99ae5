/**
 * Which encoder makes a ProRes proxy: the quick one where it says what the colours are, else the one that says all.
 */
import { expect, it } from 'vitest'
import { planEditProxy } from '../../../electron/engine/media/recipes/edit-proxy.ts'
import { editParamsSchema } from '../../../shared/model/edit-proxies.ts'
import type { VideoStream } from '../../../shared/model/probe.ts'
import { CLIP, FULL_TOOLS } from '../../helpers/media-facts.ts'

const BOTH = ['prores_aw', 'prores_ks']

function encoderOf(picture: Partial<VideoStream>, encoders: readonly string[] = BOTH): string {
  const facts = { ...CLIP, video: [{ ...CLIP.video[0]!, ...picture }] }
  const capabilities = { ...FULL_TOOLS, encoders: new Set(encoders) }
  const params = editParamsSchema.parse({ format: 'prores-proxy' })
  const { output } = planEditProxy({ facts, params, capabilities, font: 'font.woff' }).part
  return output[output.indexOf('-c:v') + 1]!
}

it.each([
  ['Rec. 709', {}],
  ['PQ', { hdr: 'pq', primaries: 'bt2020', transfer: 'smpte2084', matrix: 'bt2020nc', pixelFormat: 'yuv420p10le' }],
  ['HLG', { hdr: 'hlg', primaries: 'bt2020', transfer: 'arib-std-b67', matrix: 'bt2020nc' }],
] satisfies [string, Partial<VideoStream>][])('%s is made by the quick one', (_name, picture) => {
  expect(encoderOf(picture)).toBe('prores_aw')
})

it('Rec. 601, of which the quick one would say nothing, is made by the other', () => {
  expect(encoderOf({ primaries: 'bt470bg', transfer: 'smpte170m', matrix: 'bt470bg' })).toBe('prores_ks')
})

it('a build with one of them uses that, and one with none says what is missing', () => {
  expect(encoderOf({}, ['prores_ks'])).toBe('prores_ks')
  expect(() => encoderOf({}, [])).toThrow(/no prores_ks encoder/)
})
