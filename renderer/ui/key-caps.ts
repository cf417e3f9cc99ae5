/**
 * Names of keys: "Mod" is ⌘ on a Mac and Ctrl elsewhere.
 */
const APPLE: Readonly<Record<string, string>> = {
  Mod: '⌘',
  Shift: '⇧',
  Alt: '⌥',
  Enter: '↩',
  Backspace: '⌫',
  Escape: 'esc',
}
const OTHERS: Readonly<Record<string, string>> = { Mod: 'Ctrl', Enter: 'Enter', Escape: 'Esc' }
const BOTH: Readonly<Record<string, string>> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Space: 'Space',
  Plus: '+',
}

/** The caps of a chord in the order they are pressed. */
export function keyCaps(chord: string, apple: boolean): string[] {
  const names = apple ? APPLE : OTHERS
  return chord.split('+').map((part) => names[part] ?? BOTH[part] ?? part)
}
