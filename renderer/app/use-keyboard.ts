/**
 * Hears the keys of the whole window.
 */
import { useEffect } from 'react'
import { isApple } from '../ui/index.ts'
import { allowedWhileTyping, chordOf, commandFor, type Where } from './keymap.ts'
import type { Command } from './commands.ts'

/** Runs commands by their keys, but not while text is typed or a sheet or menu has the floor. */
export function useKeyboard(commands: readonly Command[], place: () => Where): void {
  useEffect(() => {
    const apple = isApple()
    const heard = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing) return
      const target = event.target instanceof HTMLElement ? event.target : document.body
      const chord = chordOf(event, apple)
      const typing = target.closest('input, textarea, select, [contenteditable]') !== null
      if (typing && !allowedWhileTyping(chord)) return
      if (target.closest('[role="dialog"], [role="menu"]') !== null && !chord.startsWith('Mod+')) return
      // A focused button is pressed by Space and Enter; a slider of our own is moved by its arrows.
      if ((chord === 'Space' || chord === 'Enter') && target.closest('button, a, summary, [role="switch"]') !== null)
        return
      if (
        chord.includes('Arrow') &&
        target.closest('[role="slider"]:not(.scrubber), [role="separator"], [role="radiogroup"], .segmented') !== null
      )
        return
      // Text that is marked is what is meant, not the clip.
      if (chord === 'Mod+C' && (target.closest('[role="dialog"]') !== null || getSelection()?.isCollapsed === false))
        return
      const command = commandFor(commands, chord, place())
      if (command === null) return
      event.preventDefault()
      command.run()
    }
    window.addEventListener('keydown', heard)
    return () => window.removeEventListener('keydown', heard)
  }, [commands, place])
}
