/**
 * Keys of commands: as they come, as in other programs, as a person gave them.
 */
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { assign, chordFault, clashes, withBindings, withoutOwn } from '../../../renderer/app/key-bindings.ts'
import { KEY_PRESETS } from '../../../renderer/app/key-presets.ts'
import { commandFor, type Bound } from '../../../renderer/app/keymap.ts'
import { createCommands } from '../../../renderer/app/commands.ts'
import type { KeyBindings } from '../../../renderer/features/library/index.ts'

/** Every command of the window, without what it does. */
const COMMANDS: readonly Bound[] = createCommands({
  library: { platform: { bridge: {} }, view: { store: { getState: () => ({}) } }, compare: {} },
  shell: {},
  player: { viewer: {} },
} as unknown as Parameters<typeof createCommands>[0])

const PRESETS = Object.keys(KEY_PRESETS) as KeyBindings['preset'][]
const as = (preset: KeyBindings['preset'], own: KeyBindings['own'] = {}): KeyBindings => ({ preset, own })

describe('a preset', () => {
  it.each(PRESETS)('%s gives no key of one place to two commands', (preset) => {
    expect(clashes(withBindings(COMMANDS, as(preset)))).toEqual([])
  })

  it.each(PRESETS)('%s names only commands that there are', (preset) => {
    const known = new Set(COMMANDS.map(({ id }) => id))
    expect(Object.keys(KEY_PRESETS[preset].keys).filter((id) => !known.has(id))).toEqual([])
  })

  it('keeps the transport of all programs: J K L, I and O, and Space', () => {
    for (const preset of PRESETS) {
      const bound = withBindings(COMMANDS, as(preset))
      for (const [key, id] of [
        ['J', 'player.back'],
        ['K', 'player.stop'],
        ['L', 'player.on'],
        ['I', 'player.in'],
        ['O', 'player.out'],
        ['Space', 'player.toggle'],
      ] as const)
        expect(commandFor(bound, key, 'player')?.id, `${preset} ${key}`).toBe(id)
    }
  })

  it('of Media Composer moves by digits in the player, and leaves the stars to the clips', () => {
    const bound = withBindings(COMMANDS, as('avid'))
    expect(commandFor(bound, '3', 'player')?.id).toBe('player.frameBack')
    expect(commandFor(bound, '3', 'clips')?.id).toBe('clip.stars.3')
    expect(commandFor(bound, 'G', 'player')?.id).toBe('player.clear')
    expect(commandFor(bound, 'G', 'clips')?.id).toBe('clip.circle')
  })
})

describe('a key that a person gives', () => {
  it('is taken from the command of the same place that had it, and can be given back', () => {
    const bound = withBindings(COMMANDS, as('rushes'))
    const { bindings, taken } = assign(bound, as('rushes'), 'player.goTo', 'J')
    expect(taken?.id).toBe('player.back')
    const now = withBindings(COMMANDS, bindings)
    expect(commandFor(now, 'J', 'player')?.id).toBe('player.goTo')
    expect(now.find(({ id }) => id === 'player.back')?.keys).toEqual([])
    const again = withBindings(COMMANDS, withoutOwn(withoutOwn(bindings, 'player.goTo'), 'player.back'))
    expect(again).toEqual(bound)
  })

  it('property: whatever is given, no key of one place has two commands, and the command has its key', () => {
    const given = fc.array(
      fc.tuple(
        fc.constantFrom(...COMMANDS.map(({ id }) => id)),
        fc.constantFrom('A', 'G', 'J', 'Mod+K', 'Shift+E', 'F2', '1', '?'),
      ),
      { maxLength: 12 },
    )
    fc.assert(
      fc.property(fc.constantFrom(...PRESETS), given, (preset, wishes) => {
        let bindings = as(preset)
        for (const [id, chord] of wishes) {
          bindings = assign(withBindings(COMMANDS, bindings), bindings, id, chord).bindings
          const bound = withBindings(COMMANDS, bindings)
          expect(clashes(bound)).toEqual([])
          expect(bound.find((one) => one.id === id)?.keys).toEqual([chord])
        }
      }),
    )
  })

  it('is none that the system keeps, nor one that is only held', () => {
    const faults = (chords: readonly string[], where: 'any' | 'player' = 'any') =>
      chords.map((chord) => chordFault(chord, where))
    expect(faults(['Shift', 'Mod+Control', 'Alt+Alt', 'Meta'])).toEqual(['held', 'held', 'held', 'held'])
    expect(faults(['Tab', 'Mod+W', 'Mod+T'])).toEqual(['kept', 'kept', 'kept'])
    expect(faults(['A', 'Mod+Shift+Z', '=', 'F5', 'Alt+ArrowUp'])).toEqual([null, null, null, null, null])
    expect(faults(['ArrowUp', 'Shift+ArrowLeft', 'Home'])).toEqual(['moves', 'moves', 'moves'])
    expect(faults(['ArrowUp', 'Home'], 'player')).toEqual([null, null])
  })
})

it('no hint in the window names a key by itself: it would be wrong once the key is another', () => {
  const hints = [
    'renderer/app/clips.tsx',
    'renderer/features/search/search-box.tsx',
    'renderer/features/history/offloads-view.tsx',
    'renderer/features/safety/safety-view.tsx',
  ].filter((file) => /<Keys\b/.test(readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8')))
  expect(hints).toEqual([])
})
