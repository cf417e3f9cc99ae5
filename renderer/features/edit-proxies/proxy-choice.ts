/**
 * What a person chooses for edit proxies, as the engine is asked for it. Pure.
 */
import {
  editParamsSchema,
  type EditParams,
  type ProxyPreset,
  type SoundLaying,
} from '../../../shared/model/edit-proxies.ts'
import type { Scope } from './proxy-words.ts'

export interface Choice {
  /** By its name. */
  readonly preset: string
  /** Into a folder that is chosen, or into a folder `Proxy` beside each clip. */
  readonly where: 'folder' | 'beside'
  /** Kept while `beside` is chosen. */
  readonly folder: string | null
  /** What width and height are divided by; null: what suits the clip. */
  readonly divide: EditParams['divide']
  /** Tape name; '': the clip's roll. */
  readonly reel: string
  /** What is drawn into the picture, beside what the preset draws. */
  readonly burn: ChosenBurn
  /** Sound that was accepted for the clips is laid in; null: the camera's alone. */
  readonly sound: SoundLaying | null
}

interface ChosenBurn {
  readonly timecode: boolean
  readonly name: boolean
  readonly frame: boolean
  /** '': no line. */
  readonly text: string
}

export const NOTHING_DRAWN: ChosenBurn = { timecode: false, name: false, frame: false, text: '' }

/** What is drawn, as the engine is asked for it; null for nothing. */
function burnOf(preset: EditParams['burn'], { text, ...marks }: ChosenBurn): EditParams['burn'] {
  const line = text.trim() === '' ? (preset?.text ?? null) : text.trim()
  const burn = {
    timecode: marks.timecode || preset?.timecode === true,
    name: marks.name || preset?.name === true,
    frame: marks.frame || preset?.frame === true,
    text: line,
    watermark: null,
  }
  return burn.timecode || burn.name || burn.frame || line !== null ? burn : null
}

export interface Wish {
  readonly query: string
  readonly ids: string[] | null
  readonly params: EditParams
  readonly to: string | null
  readonly sound: SoundLaying | null
}

/** The preset that is chosen; the first where that name is gone. */
export function presetOf(name: string, presets: readonly ProxyPreset[]): ProxyPreset | undefined {
  return presets.find((preset) => preset.name === name) ?? presets[0]
}

/** The same for the plan and for the start: what was shown is what is made. */
export function wishOf({ ids, query }: Scope, choice: Choice, presets: readonly ProxyPreset[]): Wish {
  const reel = choice.reel.trim()
  const params = presetOf(choice.preset, presets)?.params ?? editParamsSchema.parse({})
  return {
    query,
    ids: ids === null ? null : [...ids],
    params: {
      ...params,
      burn: params.format === 'wav' ? null : burnOf(params.burn, choice.burn),
      ...(choice.divide === null ? {} : { divide: choice.divide }),
      ...(reel === '' ? {} : { reel }),
    },
    to: choice.where === 'beside' ? null : choice.folder,
    sound: choice.sound,
  }
}

/** Why the tape name can't be taken; null where it can. */
export function reelFault(reel: string): string | null {
  const name = reel.trim()
  if (name === '' || editParamsSchema.shape.reel.safeParse(name).success) return null
  return 'A tape name holds up to 32 plain letters, digits and signs.'
}

/** Why the line that is drawn can't be taken; null where it can. */
export function textFault(text: string): string | null {
  const line = text.trim()
  return line.length <= 100 ? null : 'A line that is drawn has up to 100 characters.'
}

/** What has to be said before a plan can be made, a sentence; null for nothing. */
export function standsAgainst(choice: Choice, presets: readonly ProxyPreset[]): string | null {
  if (presets.length === 0) return 'The presets are being read.'
  if (choice.where === 'folder' && choice.folder === null) return 'Choose the folder that takes them.'
  return reelFault(choice.reel) ?? textFault(choice.burn.text)
}

/** What is drawn into the picture, in words. */
export function drawnWords({ timecode, name, frame, text }: ChosenBurn): string {
  const parts = [
    ...(timecode ? ['timecode'] : []),
    ...(name ? ['name'] : []),
    ...(frame ? ['frame'] : []),
    ...(text.trim() === '' ? [] : [`“${text.trim()}”`]),
  ]
  const words = parts.join(', ')
  return words === '' ? 'Nothing' : `${words[0]!.toUpperCase()}${words.slice(1)}`
}
