/**
 * Every text colour is readable on every ground it stands on, in both themes (WCAG 2.2: 4.5 for text, 3 for marks).
 */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const CSS = readFileSync(new URL('../../../renderer/ui/tokens.css', import.meta.url), 'utf8')

function tokensOf(theme: string): Record<string, string> {
  const block = new RegExp(`\\[data-theme='${theme}'\\] \\{([^}]*)\\}`).exec(CSS)?.[1] ?? ''
  return Object.fromEntries([...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map((match) => [match[1]!, match[2]!]))
}

/** Relative luminance, WCAG 2.2. */
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return value <= 0.040_45 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].toSorted((x, y) => y - x) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

/** Where each text stands. Grounds of a selection carry the first two greys only. */
const GROUNDS = ['ground', 'surface', 'raised', 'sheet', 'hover'] as const
const TEXT: readonly (readonly [string, readonly string[]])[] = [
  [
    'text',
    [
      ...GROUNDS,
      'pressed',
      'chosen',
      'selected',
      'selected-quiet',
      'seal-ground',
      'failure-ground',
      'attention-ground',
    ],
  ],
  ['text-2', [...GROUNDS, 'selected', 'selected-quiet', 'seal-ground', 'failure-ground', 'attention-ground']],
  ['text-3', GROUNDS],
  ['on-accent', ['accent', 'accent-hover']],
  ['failure', ['raised', 'sheet', 'surface']],
]
const MARKS = ['verified', 'attention', 'failure', 'offline', 'accent'] as const

describe.each(['dark', 'light'])('the %s theme', (theme) => {
  const tokens = tokensOf(theme)

  it.each(TEXT.flatMap(([text, grounds]) => grounds.map((ground) => [text, ground] as const)))(
    '%s is readable on %s',
    (text, ground) => {
      expect(contrast(tokens[text]!, tokens[ground]!)).toBeGreaterThanOrEqual(4.5)
    },
  )

  it.each(MARKS.flatMap((mark) => [...GROUNDS, 'selected', 'selected-quiet'].map((ground) => [mark, ground] as const)))(
    'the mark of %s can be told on %s',
    (mark, ground) => {
      expect(contrast(tokens[mark]!, tokens[ground]!)).toBeGreaterThanOrEqual(3)
    },
  )

  it('has greys without hue', () => {
    const greys = ['ground', 'surface', 'raised', 'sheet', 'hover', 'pressed', 'text', 'text-2', 'text-3']
    for (const name of greys) expect(new Set([1, 3, 5].map((at) => tokens[name]!.slice(at, at + 2))).size).toBe(1)
  })
})
