/**
 * Where lines lie that are drawn into a picture: the timecode in the middle of the bottom and never covered, name and
 * frame beside it where they fit, else a line above. Pure.
 */
import type { Size } from './shape.ts'

/** A line of text is this part of the picture's shorter side, and no less than so many pixels. */
const LINE = { part: 1 / 26, least: 10 } as const

/** Height of text in pixels, which is also its distance from the edges: a portrait has as long lines as a landscape. */
export function fontPixels({ width, height }: Size): number {
  return Math.max(LINE.least, Math.round(Math.min(width, height) * LINE.part))
}

/** Around a line of text lies a box, so many pixels wider on each side. */
export const boxBorder = (pixels: number): number => Math.round(pixels / 4)

/** Widths from U+0020 on in hundredths of the height: the font's own (Inter Medium, table `hmtx`), rounded up. */
const ASCII = (
  '27 31 50 64 65 100 66 32 37 37 53 67 31 47 31 37 65 42 62 63 66 61 63 58 63 63 31 32 67 67 67 53 ' +
  '99 71 66 74 73 61 59 75 75 28 58 69 57 92 76 77 65 77 65 65 66 75 71 101 71 70 65 37 37 37 48 47 ' +
  '34 57 62 58 62 59 38 62 61 26 26 56 26 89 61 61 62 62 39 54 35 61 58 83 56 58 56 45 35 45 67'
)
  .split(' ')
  .map(Number)
/** No other letter of it is wider. */
const WIDEST = 101
/** Of a digit that is not known yet. */
const DIGIT = 66

/** How wide a text is drawn at most, in pixels. */
export function textPixels(text: string, pixels: number): number {
  // Accents stand above letters; what the font does not have is drawn as a box.
  const letters = [...text.normalize('NFD').replaceAll(/\p{M}/gu, '')]
  // Small letters are set to whole pixels.
  return letters.reduce((sum, letter) => sum + Math.ceil((widthOf(letter) * pixels) / 100), 0)
}

const widthOf = (letter: string): number => ASCII[letter.codePointAt(0)! - 0x20] ?? WIDEST

/** So many digits have the frames of three days at 24 a second. */
const FRAME_DIGITS = 7
const TIMECODE = '00:00:00:00'.replaceAll('0', '4')

/** Where a line lies: its left edge is `x` pixels from the left, or its right edge from the right; rows count from 0. */
interface Line {
  readonly text: string
  readonly row: number
}

interface BottomLines {
  readonly name: Line | null
  /** The row of the frame's number. */
  readonly frameRow: number
}

/**
 * The rows of name and frame, from the bottom. `timecode`: it stands in the middle of row 0. `name` null: it is not
 * drawn. A name that is too long even for a row of its own is shortened in the middle: takes differ at the end.
 */
export function layBottom(
  size: Size,
  { timecode, name, frame }: { readonly timecode: boolean; readonly name: string | null; readonly frame: boolean },
): BottomLines {
  const pixels = fontPixels(size)
  // Boxes don't touch.
  const gap = 2 * boxBorder(pixels) + Math.ceil(pixels / 4)
  const whole = Math.max(0, size.width - 2 * pixels)
  const middle = timecode ? textPixels(TIMECODE, pixels) : 0
  const number = frame ? FRAME_DIGITS * Math.ceil((DIGIT * pixels) / 100) : 0
  const side = timecode ? Math.floor((whole - middle) / 2) - gap : null
  const frameRow = side !== null && number > side ? 1 : 0
  if (name === null) return { name: null, frameRow }
  const besideFrame = whole - (frame ? number + gap : 0)
  const inRow = (row: number): number =>
    row === 0 ? (side ?? besideFrame) : frame && frameRow === row ? besideFrame : whole
  const wide = textPixels(name, pixels)
  const row = [0, 1, 2].find((one) => wide <= inRow(one)) ?? (inRow(1) < whole ? 2 : 1)
  return { name: { text: shortened(name, pixels, inRow(row)), row }, frameRow }
}

/** The text, or both its ends with an ellipsis between them. */
function shortened(text: string, pixels: number, room: number): string {
  if (textPixels(text, pixels) <= room) return text
  const letters = [...text]
  for (let kept = letters.length - 1; kept > 0; kept -= 1) {
    const tail = Math.floor(kept / 2)
    const short = `${letters.slice(0, kept - tail).join('')}…${letters.slice(letters.length - tail).join('')}`
    if (textPixels(short, pixels) <= room) return short
  }
  return '…'
}

/** A text in lines of at most `room` pixels: broken at spaces, and inside a word where it is longer. */
export function wrapped(text: string, pixels: number, room: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`
    if (textPixels(longer, pixels) <= room) {
      line = longer
      continue
    }
    if (line !== '') lines.push(line)
    line = ''
    for (const letter of word) {
      if (line !== '' && textPixels(line + letter, pixels) > room) {
        lines.push(line)
        line = ''
      }
      line += letter
    }
  }
  return line === '' ? lines : [...lines, line]
}
