/**
 * Which key does what. Pure: a chord is written "Mod+Shift+Z", where Mod is ⌘ on a Mac and Ctrl elsewhere.
 */
export type Where = 'any' | 'clips' | 'player' | 'drives'

export interface KeyPress {
  readonly key: string
  readonly code: string
  readonly metaKey: boolean
  readonly ctrlKey: boolean
  readonly shiftKey: boolean
  readonly altKey: boolean
}

/** The chord that was pressed. Letters are told without Shift's change of case; "?" and "/" as they are typed. */
export function chordOf(press: KeyPress, apple: boolean): string {
  const mod = apple ? press.metaKey : press.ctrlKey
  const named: Readonly<Record<string, string>> = { ' ': 'Space', '+': 'Plus' }
  const letter = /^[a-z]$/i.test(press.key)
  const digit = /^Digit(\d)$/.exec(press.code)
  const base =
    named[press.key] ?? (letter ? press.key.toUpperCase() : digit !== null && !press.shiftKey ? digit[1]! : press.key)
  const shift = press.shiftKey && (letter || press.key.length > 1 || press.key === ' ')
  return [mod ? 'Mod' : '', press.altKey ? 'Alt' : '', shift ? 'Shift' : '', base]
    .filter((part) => part !== '')
    .join('+')
}

export interface Bound {
  readonly id: string
  readonly keys: readonly string[]
  readonly where: Where
}

/** The command of a chord at a place; one that belongs to the place wins over one for everywhere. */
export function commandFor<T extends Bound>(commands: readonly T[], chord: string, place: Where): T | null {
  const fits = commands.filter(
    (command) => command.keys.includes(chord) && (command.where === place || command.where === 'any'),
  )
  return fits.find((command) => command.where === place) ?? fits[0] ?? null
}

/** Keys that mean something while text is typed: only those with Mod, and not the editing ones. */
export function allowedWhileTyping(chord: string): boolean {
  return (
    chord.startsWith('Mod+') && !['Mod+A', 'Mod+Z', 'Mod+Shift+Z', 'Mod+C', 'Mod+V', 'Mod+X', 'Mod+Y'].includes(chord)
  )
}
