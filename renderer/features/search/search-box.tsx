/**
 * The search: the same words as the command line. Typed text is searched after a breath; what the engine doesn't
 * understand it says under the box, and the clips stay as they were.
 */
// Suggestions with hints have no element of their own in HTML.
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import { Search, X } from 'lucide-react'
import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react'
import { useStore } from 'zustand'
import { cls, Keys, Mark } from '../../ui/index.ts'
import { useLibrary, useView } from '../library/index.ts'
import { accept, suggestionsFor } from './words.ts'
import './search.css'

const DEBOUNCE_MS = 220

/** The box in the toolbar. */
export function SearchBox() {
  const { view, pages } = useLibrary()
  const query = useView((state) => state.query)
  const error = useStore(pages.store, (state) => state.error)
  const [text, setText] = useState(query)
  const [caret, setCaret] = useState(0)
  const [focused, setFocused] = useState(false)
  const [picked, setPicked] = useState(-1)
  const [dismissed, setDismissed] = useState(false)
  const input = useRef<HTMLInputElement>(null)
  const listId = useId()
  const suggestions = focused && !dismissed ? suggestionsFor(text, caret) : []

  // The sidebar and the palette search too: the box then shows what they searched for.
  const [seen, setSeen] = useState(query)
  if (seen !== query) {
    setSeen(query)
    if (text.trim() !== query) setText(query)
  }
  useEffect(() => {
    if (text.trim() === view.store.getState().query) return
    const timer = setTimeout(() => view.search(text), DEBOUNCE_MS)
    return () => clearTimeout(timer)
  }, [text, view])

  const change = (next: string, at: number): void => {
    setText(next)
    setCaret(at)
    setPicked(-1)
    setDismissed(false)
  }
  const take = (at: number): void => {
    const one = suggestions[at]
    if (one === undefined) return
    const next = accept(text, caret, one.insert)
    change(next.text, next.caret)
    requestAnimationFrame(() => input.current?.setSelectionRange(next.caret, next.caret))
  }
  const keys = (event: KeyboardEvent<HTMLInputElement>): void => {
    event.stopPropagation()
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      if (suggestions.length === 0) return
      event.preventDefault()
      const step = event.key === 'ArrowDown' ? 1 : -1
      setPicked((now) => (now + step + suggestions.length + (now < 0 && step < 0 ? 1 : 0)) % suggestions.length)
    } else if ((event.key === 'Enter' || event.key === 'Tab') && picked >= 0 && suggestions.length > 0) {
      event.preventDefault()
      take(picked)
    } else if (event.key === 'Enter') {
      view.search(text)
      leave()
    } else if (event.key === 'Escape') {
      if (suggestions.length > 0) setDismissed(true)
      else {
        if (text !== '') change('', 0)
        leave()
      }
    }
  }
  const refused = error !== null && (error.code === 'query.unknown' || error.code === 'usage')
  return (
    <div className={cls('search', refused && 'is-refused')}>
      <Search size={14} className="search-icon" aria-hidden="true" />
      <input
        ref={input}
        id="search"
        className="search-input"
        type="text"
        role="combobox"
        spellCheck={false}
        autoComplete="off"
        aria-label="Search clips"
        aria-expanded={suggestions.length > 0}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={picked >= 0 ? `${listId}-${picked}` : undefined}
        aria-invalid={refused}
        placeholder="Search"
        value={text}
        onChange={(event) => change(event.target.value, event.target.selectionStart ?? event.target.value.length)}
        onSelect={(event) => setCaret(event.currentTarget.selectionStart ?? 0)}
        onFocus={() => setFocused(true)}
        onBlur={() => setFocused(false)}
        onKeyDown={keys}
      />
      {text === '' ? (
        <span className="search-key" aria-hidden="true">
          <Keys keys="/" />
        </span>
      ) : (
        <button
          type="button"
          className="search-clear"
          aria-label="Clear the search"
          onClick={() => {
            change('', 0)
            view.search('')
          }}
        >
          <X size={13} />
        </button>
      )}
      {refused && (
        <div className="search-said" role="alert">
          <Mark name="failed" size={13} />
          <span>{error.message}</span>
        </div>
      )}
      <div
        id={listId}
        role="listbox"
        aria-label="Suggestions"
        className="search-list"
        hidden={suggestions.length === 0 || refused}
      >
        {suggestions.map((one, at) => (
          // The box keeps the focus and hears the keys; a suggestion only takes the press.
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
          <div
            key={one.insert}
            id={`${listId}-${at}`}
            role="option"
            aria-selected={at === picked}
            className="search-one"
            onMouseDown={(event) => {
              event.preventDefault()
              take(at)
            }}
          >
            <span className="mono">{one.insert}</span>
            <span className="dim">{one.hint}</span>
          </div>
        ))}
      </div>
    </div>
  )
}

/** Gives the keys back to the clips. */
function leave(): void {
  document.querySelector<HTMLElement>('[data-autofocus]')?.focus()
}
