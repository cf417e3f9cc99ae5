/**
 * Text in runs of one font each: the fonts come in files for parts of Unicode, and names on cards are in any script.
 */
export interface FontSet {
  /** Absolute path of the folder with the fonts' files. */
  readonly folder: string
}

/** Parts of Unicode and the file that holds them, the commonest first (as in the fonts' own style sheets). */
const PARTS: readonly (readonly [string, readonly (readonly [number, number])[]])[] = [
  [
    'latin',
    [
      [0x00, 0xff],
      [0x131, 0x131],
      [0x152, 0x153],
      [0x2bb, 0x2bc],
      [0x2c6, 0x2c6],
      [0x2da, 0x2da],
      [0x2dc, 0x2dc],
      [0x2000, 0x206f],
      [0x20ac, 0x20ac],
      [0x2122, 0x2122],
      [0x2191, 0x2191],
      [0x2193, 0x2193],
      [0x2212, 0x2212],
      [0x2215, 0x2215],
    ],
  ],
  [
    'cyrillic',
    [
      [0x301, 0x301],
      [0x400, 0x45f],
      [0x490, 0x491],
      [0x4b0, 0x4b1],
      [0x2116, 0x2116],
    ],
  ],
  ['greek', [[0x370, 0x3ff]]],
  [
    'vietnamese',
    [
      [0x102, 0x103],
      [0x110, 0x111],
      [0x128, 0x129],
      [0x168, 0x169],
      [0x1a0, 0x1a1],
      [0x1af, 0x1b0],
      [0x300, 0x304],
      [0x308, 0x309],
      [0x323, 0x323],
      [0x329, 0x329],
      [0x1ea0, 0x1ef9],
      [0x20ab, 0x20ab],
    ],
  ],
  [
    'latin-ext',
    [
      [0x100, 0x2ba],
      [0x2bd, 0x2c5],
      [0x2c7, 0x2cc],
      [0x2ce, 0x2d7],
      [0x2dd, 0x2ff],
      [0x304, 0x304],
      [0x308, 0x308],
      [0x329, 0x329],
      [0x1d00, 0x1dbf],
      [0x1e00, 0x1e9f],
      [0x1ef2, 0x1eff],
      [0x2020, 0x2020],
      [0x20a0, 0x20c0],
      [0x2113, 0x2113],
      [0x2c60, 0x2c7f],
      [0xa720, 0xa7ff],
    ],
  ],
  [
    'cyrillic-ext',
    [
      [0x460, 0x52f],
      [0x1c80, 0x1c8a],
      [0x20b4, 0x20b4],
      [0x2de0, 0x2dff],
      [0xa640, 0xa69f],
      [0xfe2e, 0xfe2f],
    ],
  ],
  ['greek-ext', [[0x1f00, 0x1fff]]],
]

export interface Run {
  readonly font: string
  readonly text: string
}

/** What stands for a letter that no font here has: the CSV beside the report holds the name as it is. */
const NO_LETTER = '?'

/** Splits text; letters that no font has are shown as question marks. `font` is the path of a font's file. */
export function splitByFont(fonts: FontSet, words: string, bold: boolean): Run[] {
  const runs: { font: string; text: string }[] = []
  for (const letter of words.normalize('NFC')) {
    const part = partOf(letter.codePointAt(0)!)
    const font = `${fonts.folder}/inter-${part ?? 'latin'}-${bold ? 600 : 400}-normal.woff`
    const shown = part === null ? NO_LETTER : letter
    const last = runs.at(-1)
    if (last?.font === font) last.text += shown
    else runs.push({ font, text: shown })
  }
  return runs
}

function partOf(code: number): string | null {
  // Control characters in names are no letters.
  if (code < 0x20) return null
  return PARTS.find(([, ranges]) => ranges.some(([from, to]) => code >= from && code <= to))?.[0] ?? null
}
