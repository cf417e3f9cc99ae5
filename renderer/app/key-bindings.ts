/**
 * Which command has which keys: those it comes with, those of a preset, and those that a person gave it. Pure.
 */
import type { KeyBindings } from '../features/library/index.ts'
import type { Bound, Where } from './keymap.ts'
import { KEY_PRESETS } from './key-presets.ts'

/** The commands with the keys that they have now. */
export function withBindings<T extends Bound>(commands: readonly T[], { preset, own }: KeyBindings): T[] {
  const chosen = KEY_PRESETS[preset].keys
  return commands.map((command) => {
    const keys = own[command.id] ?? chosen[command.id]
    return keys === undefined ? command : { ...command, keys }
  })
}

/**
 * Gives a command a key, in the place of those it had. Another command of the same place that has it loses it.
 * @param commands as they are bound now
 */
export function assign<T extends Bound>(
  commands: readonly T[],
  bindings: KeyBindings,
  id: string,
  chord: string,
): { readonly bindings: KeyBindings; readonly taken: T | null } {
  const command = commands.find((one) => one.id === id)
  if (command === undefined) return { bindings, taken: null }
  const taken = commands.find((one) => one.id !== id && one.where === command.where && one.keys.includes(chord)) ?? null
  return {
    taken,
    bindings: {
      ...bindings,
      own: {
        ...bindings.own,
        ...(taken === null ? {} : { [taken.id]: taken.keys.filter((key) => key !== chord) }),
        [id]: [chord],
      },
    },
  }
}

/** The command as it came, by the preset alone. */
export function withoutOwn(bindings: KeyBindings, id: string): KeyBindings {
  const { [id]: _, ...own } = bindings.own
  return { ...bindings, own }
}

/** Two commands of one place for one key: the second would never be heard. */
export function clashes(commands: readonly Bound[]): readonly (readonly [string, string, string])[] {
  const first = new Map<string, string>()
  return commands.flatMap(({ id, keys, where }) =>
    keys.flatMap((key) => {
      const place = `${where} ${key}`
      const before = first.get(place)
      if (before === undefined) first.set(place, id)
      return before === undefined ? [] : [[key, before, id] as const]
    }),
  )
}

/** Keys that move among the clips, whatever a person gives. */
const MOVING = /^(Shift\+)?(Arrow(Up|Down|Left|Right)|Home|End)$/

/** Keys that browsers and systems keep for themselves, and those without which nobody gets around. */
const KEPT = new Set([
  'Tab',
  'Shift+Tab',
  'Mod+W',
  'Mod+T',
  'Mod+N',
  'Mod+Q',
  'Mod+Shift+W',
  'Mod+Shift+T',
  'Mod+Shift+N',
])
/** Keys that are only held. */
const HELD = /(^|\+)(Control|Shift|Alt|Meta|AltGraph|CapsLock|Dead|Process|Unidentified|Fn)$/

/**
 * Why a chord can't be given to a command; null where it can. `held` while only Shift or the like is pressed, `moves` for
 * what moves among the clips.
 */
export function chordFault(chord: string, where: Where): 'held' | 'kept' | 'moves' | null {
  if (HELD.test(chord)) return 'held'
  if (where !== 'player' && MOVING.test(chord)) return 'moves'
  return KEPT.has(chord) ? 'kept' : null
}
