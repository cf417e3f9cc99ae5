/**
 * Keys and what they do.
 */
import { describe, expect, it } from 'vitest'
import { allowedWhileTyping, chordOf, commandFor, type Bound, type KeyPress } from '../../../renderer/app/keymap.ts'
import { keyCaps } from '../../../renderer/ui/key-caps.ts'

const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
  key,
  code: '',
  metaKey: false,
  ctrlKey: false,
  shiftKey: false,
  altKey: false,
  ...more,
})

describe('a chord', () => {
  it('has the command key of the machine', () => {
    expect(chordOf(press('k', { metaKey: true }), true)).toBe('Mod+K')
    expect(chordOf(press('k', { ctrlKey: true }), false)).toBe('Mod+K')
    expect(chordOf(press('k', { ctrlKey: true }), true)).toBe('K')
  })

  it('is the same with and without caps lock', () => {
    expect(chordOf(press('g'), false)).toBe('G')
    expect(chordOf(press('Z', { ctrlKey: true, shiftKey: true }), false)).toBe('Mod+Shift+Z')
  })

  it('takes signs as they are typed, whatever key makes them', () => {
    expect(chordOf(press('?', { shiftKey: true, code: 'Slash' }), false)).toBe('?')
    expect(chordOf(press('/', { shiftKey: true, code: 'Digit7' }), false)).toBe('/')
    expect(chordOf(press('+', { shiftKey: true }), false)).toBe('Plus')
  })

  it('takes digits from the row of digits also where they need Shift to be typed', () => {
    expect(chordOf(press('&', { code: 'Digit1' }), false)).toBe('1')
    expect(chordOf(press('3', { code: 'Digit3' }), false)).toBe('3')
  })

  it('names Space and the arrows', () => {
    expect(chordOf(press(' '), false)).toBe('Space')
    expect(chordOf(press('ArrowLeft', { shiftKey: true }), false)).toBe('Shift+ArrowLeft')
  })
})

describe('the command of a chord', () => {
  const commands: readonly Bound[] = [
    { id: 'open', keys: ['Enter', 'Space'], where: 'clips' },
    { id: 'toggle', keys: ['Space'], where: 'player' },
    { id: 'circle', keys: ['G'], where: 'any' },
  ]

  it('depends on the place', () => {
    expect(commandFor(commands, 'Space', 'clips')?.id).toBe('open')
    expect(commandFor(commands, 'Space', 'player')?.id).toBe('toggle')
    expect(commandFor(commands, 'Enter', 'player')).toBeNull()
  })

  it('of everywhere is there in both', () => {
    expect(commandFor(commands, 'G', 'clips')?.id).toBe('circle')
    expect(commandFor(commands, 'G', 'player')?.id).toBe('circle')
  })
})

describe('while text is typed', () => {
  it('letters stay letters, and editing keys edit', () => {
    expect(['G', '1', '/', 'Mod+Z', 'Mod+A', 'Mod+V'].filter(allowedWhileTyping)).toEqual([])
    expect(allowedWhileTyping('Mod+K')).toBe(true)
  })
})

describe('the caps of keys', () => {
  it('are those of the machine', () => {
    expect(keyCaps('Mod+Shift+Z', true)).toEqual(['⌘', '⇧', 'Z'])
    expect(keyCaps('Mod+Shift+Z', false)).toEqual(['Ctrl', 'Shift', 'Z'])
    expect(keyCaps('Plus', false)).toEqual(['+'])
  })
})
