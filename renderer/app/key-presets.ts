/**
 * Keys as people know them from other programs: only what differs from our own. Pure.
 *
 * Sources: the makers' lists of default shortcuts (DaVinci Resolve 19, Premiere Pro 2025, Media Composer 2024). What a
 * program has no command for stays as it is here.
 */
import type { KeyPreset } from '../features/library/index.ts'

type Keys = Readonly<Record<string, readonly string[]>>

const RESOLVE: Keys = {
  'player.note': ['M'],
  'player.full': ['Shift+F'],
  'player.exposure.false-colour': [],
  'player.goTo': ['='],
  'player.loop': ['Mod+/'],
  'player.size': ['Shift+Z'],
  'player.exposure.zebra': [],
  'player.before': ['ArrowUp'],
  'player.after': ['ArrowDown'],
}

const PREMIERE: Keys = {
  'player.clear': ['Mod+Shift+X'],
  'player.note': ['M'],
  'player.full': ['Mod+`'],
  'player.before': ['ArrowUp'],
  'player.after': ['ArrowDown'],
}

/** The digits and letters belong to the player there; stars and circles keep theirs among the clips. */
const AVID: Keys = {
  'player.toggle': ['Space', '5'],
  'player.frameBack': ['3', 'ArrowLeft'],
  'player.frameOn': ['4', 'ArrowRight'],
  'player.tenBack': ['1', 'Shift+ArrowLeft'],
  'player.tenOn': ['2', 'Shift+ArrowRight'],
  'player.in': ['I', 'E'],
  'player.out': ['O', 'R'],
  'player.clear': ['G'],
}

export const KEY_PRESETS: Readonly<Record<KeyPreset, { readonly label: string; readonly keys: Keys }>> = {
  rushes: { label: 'Rushes', keys: {} },
  resolve: { label: 'DaVinci Resolve', keys: RESOLVE },
  premiere: { label: 'Premiere Pro', keys: PREMIERE },
  avid: { label: 'Media Composer', keys: AVID },
}
