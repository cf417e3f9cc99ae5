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
  /** Sound that was accepted for the clips is laid in; null: the camera's alone. */
  readonly sound: SoundLaying | null
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
  return {
    query,
    ids: ids === null ? null : [...ids],
    params: {
      ...(presetOf(choice.preset, presets)?.params ?? editParamsSchema.parse({})),
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

/** What has to be said before a plan can be made, a sentence; null for nothing. */
export function standsAgainst(choice: Choice, presets: readonly ProxyPreset[]): string | null {
  if (presets.length === 0) return 'The presets are being read.'
  if (choice.where === 'folder' && choice.folder === null) return 'Choose the folder that takes them.'
  return reelFault(choice.reel)
}
