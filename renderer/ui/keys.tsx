/**
 * Keys as they stand on the keyboard of this machine.
 */
import { keyCaps } from './key-caps.ts'

/** The caps of a chord such as "Mod+Shift+Z". */
export function Keys({ keys }: { readonly keys: string }) {
  return (
    <span className="keys">
      {keyCaps(keys, isApple()).map((cap) => (
        <kbd key={cap}>{cap}</kbd>
      ))}
    </span>
  )
}

/** True where ⌘ is the key of commands. */
export function isApple(): boolean {
  return /Mac|iPhone|iPad/.test(navigator.userAgent)
}
