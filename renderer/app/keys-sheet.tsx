/**
 * The keys: found by name or by key, changed by pressing another one, or all at once to those of another program.
 */
import { RotateCcw } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useLibrary, useView, type KeyPreset } from '../features/library/index.ts'
import { Button, IconButton, isApple, keyCaps, Keys, Sheet } from '../ui/index.ts'
import type { Command } from './commands.ts'
import { assign, chordFault, withoutOwn } from './key-bindings.ts'
import { KEY_PRESETS } from './key-presets.ts'
import { chordOf } from './keymap.ts'
import './keys-sheet.css'

/** What moves the selection is no command, but belongs to the overview. */
const MOVING = [
  ['Move in two dimensions', 'ArrowUp'],
  ['Extend', 'Shift+ArrowDown'],
  ['First', 'Home'],
  ['Last', 'End'],
  ['Edit the name in the list', 'F2'],
] as const

/** All commands, by group, as they are bound now. */
export function KeysSheet({
  commands,
  open,
  onClose,
}: {
  readonly commands: readonly Command[]
  readonly open: boolean
  readonly onClose: () => void
}) {
  return (
    <Sheet open={open} size="medium" title="Keys" onClose={onClose}>
      {open && <Listed commands={commands} />}
    </Sheet>
  )
}

function Listed({ commands }: { readonly commands: readonly Command[] }) {
  const { view, toasts } = useLibrary()
  const bindings = useView((state) => state.keys)
  const [words, setWords] = useState('')
  const groups = [...new Set(commands.map((command) => command.group))]
  const found = commands.filter((command) => isFound(command, words))
  const give = (id: string, chord: string): void => {
    const before = view.store.getState().keys
    const { bindings: keys, taken } = assign(commands, before, id, chord)
    view.keep({ keys })
    if (taken === null) return
    toasts.say(`${keyCaps(chord, isApple()).join(' ')} was “${taken.title}”, which has no such key now`, {
      label: 'Undo',
      run: () => view.keep({ keys: before }),
    })
  }
  return (
    <div className="keys-body">
      <div className="keys-bar">
        <input
          className="field"
          type="search"
          aria-label="Find a command or a key"
          placeholder="Find"
          data-first
          value={words}
          onChange={(event) => setWords(event.target.value)}
        />
        <label className="keys-preset">
          <span className="dim">As in</span>
          <select
            className="field"
            value={bindings.preset}
            onChange={(event) => view.keep({ keys: { ...bindings, preset: event.target.value as KeyPreset } })}
          >
            {Object.entries(KEY_PRESETS).map(([id, { label }]) => (
              <option key={id} value={id}>
                {label}
              </option>
            ))}
          </select>
        </label>
        {Object.keys(bindings.own).length > 0 && (
          <Button onClick={() => view.keep({ keys: { ...bindings, own: {} } })}>Reset all</Button>
        )}
      </div>
      <div className="keys-scroll">
        <div className="keys-sheet">
          {groups.map((group) => {
            const listed = found.filter((command) => command.group === group)
            const moving = group === 'Clips' ? MOVING.filter(([title]) => matches(title, words)) : []
            return listed.length + moving.length === 0 ? null : (
              <section key={group} className="keys-group">
                <h3>{group}</h3>
                {listed.map((command) => (
                  <Line
                    key={command.id}
                    command={command}
                    own={bindings.own[command.id] !== undefined}
                    onGive={(chord) => give(command.id, chord)}
                    onTake={() => view.keep({ keys: { ...bindings, own: { ...bindings.own, [command.id]: [] } } })}
                    onReset={() => view.keep({ keys: withoutOwn(bindings, command.id) })}
                  />
                ))}
                {moving.map(([title, keys]) => (
                  <div key={title} className="keys-line">
                    <span>{title}</span>
                    <Keys keys={keys} />
                  </div>
                ))}
              </section>
            )
          })}
          {found.length === 0 && <p className="dim keys-none">No command matches “{words}”.</p>}
        </div>
      </div>
    </div>
  )
}

const matches = (text: string, words: string): boolean =>
  words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.toLowerCase().includes(word))

/** By its words, or by its key as it stands on the cap. */
function isFound({ title, group, keys }: Command, words: string): boolean {
  if (words.trim() === '') return true
  const caps = keys.map((key) => keyCaps(key, isApple()).join('+')).join(' ')
  return matches(`${title} ${group} ${keys.join(' ')} ${caps}`, words.trim())
}

/** One command: its key is a button that takes the next key that is pressed. */
function Line({
  command: { title, keys, where },
  own,
  onGive,
  onTake,
  onReset,
}: {
  readonly command: Command
  readonly own: boolean
  readonly onGive: (chord: string) => void
  readonly onTake: () => void
  readonly onReset: () => void
}) {
  const [taking, setTaking] = useState(false)
  const [fault, setFault] = useState('')
  const heard = (event: KeyboardEvent): void => {
    // Escape and Tab leave as everywhere, and are no keys of a command.
    if (event.key === 'Tab') return setTaking(false)
    event.preventDefault()
    event.stopImmediatePropagation()
    if (event.key === 'Escape') return setTaking(false)
    if (event.key === 'Backspace' || event.key === 'Delete') {
      setTaking(false)
      return onTake()
    }
    const chord = chordOf(event, isApple())
    const why = chordFault(chord, where)
    if (why === 'held') return
    if (why === 'kept') return setFault('The system keeps that key')
    if (why === 'moves') return setFault('That key moves among the clips')
    setTaking(false)
    onGive(chord)
  }
  useEffect(() => {
    if (!taking) return
    // Before the sheet hears it: Escape ends the waiting, and leaves the sheet open.
    window.addEventListener('keydown', heard, { capture: true })
    return () => window.removeEventListener('keydown', heard, { capture: true })
  })
  return (
    <div className="keys-line">
      <span className="cut" title={title}>
        {title}
      </span>
      <span className="keys-of">
        {own && <IconButton label={`Reset the key: ${title}`} icon={<RotateCcw size={12} />} onClick={onReset} />}
        <button
          type="button"
          className="keys-button"
          aria-label={`${title}: ${keys.length === 0 ? 'no key' : keys.map((key) => keyCaps(key, isApple()).join(' ')).join(', ')}`}
          aria-pressed={taking}
          onClick={() => {
            setFault('')
            setTaking(true)
          }}
          onBlur={() => setTaking(false)}
        >
          {taking ? (
            <span className="keys-wait">{fault === '' ? 'Press a key; ⌫ for none' : fault}</span>
          ) : keys.length === 0 ? (
            <span className="keys-add">Add</span>
          ) : (
            keys.map((key) => <Keys key={key} keys={key} />)
          )}
        </button>
      </span>
    </div>
  )
}
