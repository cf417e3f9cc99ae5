/**
 * What is drawn into proxies, as options of commands.
 */
import { resolve } from 'node:path'
import type { Command } from 'commander'
import type { Burn } from '../../../shared/model/edit-proxies.ts'
import { RushesError } from '../../../shared/model/errors.ts'

/** Words that `--burn` takes. */
const WORDS = ['timecode', 'name', 'frame'] as const

export interface BurnOptions {
  /** Words with commas between them. */
  readonly burn?: string
  readonly text?: string
  readonly watermark?: string
}

/** Adds the options. A watermark is in no preset. */
export function addBurnOptions(command: Command, { watermark }: { readonly watermark: boolean }): Command {
  command
    .option('--burn <what>', `draw into the picture: ${WORDS.join(', ')}, with commas between them`)
    .option('--text <line>', 'draw a line of your own')
  return watermark
    ? command.option('--watermark <file>', 'lay a picture over the top right, at half strength')
    : command
}

/**
 * What is drawn: as the options say, on top of what the preset does; null for nothing. Throws RushesError 'usage' for a
 * word that there is not.
 */
export function burnOf(preset: Burn | null, { burn, text, watermark }: BurnOptions): unknown {
  if (preset === null && burn === undefined && text === undefined && watermark === undefined) return null
  return {
    ...preset,
    ...Object.fromEntries((burn?.split(',') ?? []).map((word) => [known(word.trim()), true])),
    ...(text === undefined ? {} : { text }),
    ...(watermark === undefined ? {} : { watermark: resolve(watermark) }),
  }
}

function known(word: string): string {
  if (WORDS.some((one) => one === word)) return word
  throw new RushesError('usage', `--burn takes ${WORDS.join(', ')}, and not “${word}”.`)
}
