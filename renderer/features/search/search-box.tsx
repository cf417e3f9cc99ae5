/**
 * The search: the same words as the command line. Typed text is searched after a breath, without an end that is not
 * finished. What is not understood is underlined and said under the box, and the clips stay as they were.
 */
// Suggestions with hints have no element of their own in HTML.
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import { Search, X } from 'lucide-react'
import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent } from 'react'
import { useStore } from 'zustand'
import { cls, Mark } from '../../ui/index.ts'
import { KeyHint, useLibrary, useView } from '../library/index.ts'
import { parsePartly } from '../../../shared/query/partly.ts'
import { printQuery } from '../../../shared/query/print.ts'
import { Underline } from './underline.tsx'
import { useKnownValues } from './use-known-values.ts'
import { accept, askedValue, suggestionsFor } from './words.ts'
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
  const known = useKnownValues(focused && !dismissed ? askedValue(text, caret) : null)
  const suggestions = focused && !dismissed ? suggestionsFor(text, caret, known) : []
  const read = useMemo(() => parsePartly(text), [text])
  // Enter asks about the end as well that may not be finished yet.
  const [insisted, setInsisted] = useState(false)

  // The sidebar, the palette and the chips search too: the box then shows what they searched for.
  const [seen, setSeen] = useState(query)
  const [sent, setSent] = useState(query)
  if (seen !== query) {
    setSeen(query)
    if (query !== sent && text.trim() !== query) setText(query)
    setSent(query)
  }
  const { node, tail } = read
  useEffect(() => {
    if (node === null) return
    const next = tail === null ? text.trim() : printQuery(node)
    // Of what is not finished alone there is nothing to search for: everything would flash by.
    if (next === '' && text.trim() !== '') return
    if (next === view.store.getState().query) return
    const timer = setTimeout(() => {
      setSent(next)
      view.search(next)
    }, DEBOUNCE_MS)
    return () => clearTimeout(timer)
  }, [text, node, tail, view])

  // A chip was pressed: its part of the text is selected.
  const editing = useView((state) => state.editing)
  const [edited, setEdited] = useState(editing)
  if (edited !== editing) {
    setEdited(editing)
    if (editing !== null) {
      setText(query)
      setDismissed(true)
    }
  }
  useEffect(() => {
    if (editing === null) return
    input.current?.focus()
    input.current?.setSelectionRange(editing.start, editing.end)
    view.edit(null)
  }, [editing, view])

  const change = (next: string, at: number): void => {
    setText(next)
    setCaret(at)
    setPicked(-1)
    setDismissed(false)
    setInsisted(false)
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
      if (read.error !== null) {
        setInsisted(true)
        return
      }
      setSent(text.trim())
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
  const said =
    read.error === null
      ? error !== null && (error.code === 'query.unknown' || error.code === 'usage')
        ? error
        : null
      : node === null || insisted
        ? read.error
        : null
  const refused = said !== null
  return (
    <div className={cls('search', refused && 'is-refused')}>
      <Search size={14} className="search-icon" aria-hidden="true" />
      <Underline text={text} error={said} input={input} />
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
          <KeyHint command="library.search" />
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
          <span>{said.message}</span>
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
