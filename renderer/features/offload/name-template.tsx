/**
 * The folder that each card becomes: a template with words to put in, and fields for what only people know.
 */
import { ChevronDown } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useStore } from 'zustand'
import { Button, Mark, Menu, type MenuItem } from '../../ui/index.ts'
import { useLibrary } from '../library/index.ts'
import type { OffloadSheet } from './sheet-store.ts'
import './name-template.css'

type Words = readonly { readonly word: string; readonly means: string; readonly fromCard: boolean }[]

/** The field, the words, and the values. */
export function NameTemplate({ sheet }: { readonly sheet: OffloadSheet }) {
  const { wish, plan, naming } = useStore(sheet.store)
  const {
    connection: { client },
  } = useLibrary()
  const [words, setWords] = useState<Words>([])
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => {
    let here = true
    client.presets.words({}).then(
      (all) => {
        if (here) setWords(all)
      },
      () => undefined,
    ) // Without the list the field can be typed in all the same.
    return () => {
      here = false
    }
  }, [client])
  const insert = (word: string): void => {
    const at = field.current?.selectionStart ?? wish.name.length
    const end = field.current?.selectionEnd ?? at
    sheet.wish({ name: `${wish.name.slice(0, at)}{${word}}${wish.name.slice(end)}` })
    requestAnimationFrame(() => {
      field.current?.focus()
      field.current?.setSelectionRange(at + word.length + 2, at + word.length + 2)
    })
  }
  const item = ({ word, means }: Words[number]): MenuItem => ({
    type: 'item',
    id: word,
    label: (
      <span className="word-item">
        <span className="mono">{`{${word}}`}</span>
        <span className="dim">{means}</span>
      </span>
    ),
    run: () => insert(word),
  })
  const items: MenuItem[] = [
    { type: 'heading', id: 'people', label: 'You fill in' },
    ...words.filter((one) => !one.fromCard).map(item),
    { type: 'line', id: 'line' },
    { type: 'heading', id: 'card', label: 'Read from the card' },
    ...words.filter((one) => one.fromCard).map(item),
  ]
  return (
    <div className="naming">
      <label className="naming-label" htmlFor="offload-name">
        Folder name
      </label>
      <div className="naming-template">
        <input
          ref={field}
          id="offload-name"
          className="field"
          value={wish.name}
          placeholder={plan?.name ?? 'As the card is called'}
          spellCheck={false}
          onChange={(event) => sheet.wish({ name: event.target.value })}
        />
        <Menu items={items} align="end">
          <Button look="plain" icon={<ChevronDown size={13} />}>
            Tokens
          </Button>
        </Menu>
      </div>
      {(naming?.words ?? []).map(({ word, means }) => (
        <label key={word} className="naming-value">
          <span className="naming-label" title={means}>
            {word[0]?.toUpperCase()}
            {word.slice(1)}
          </span>
          <input
            className="field"
            aria-label={`${word}: ${means}`}
            value={wish.values[word] ?? ''}
            placeholder={means}
            spellCheck={false}
            onChange={(event) => sheet.wish({ values: { ...wish.values, [word]: event.target.value } })}
          />
        </label>
      ))}
      <p className="naming-said" aria-live="polite">
        {naming === null ? (
          '\u00a0'
        ) : naming.problem === null ? (
          <span className="dim cut">
            {plan === null && naming.example !== null ? `As in ${naming.example}` : '\u00a0'}
          </span>
        ) : (
          <>
            <Mark name="attention" size={13} />
            <span>
              {naming.problem}
              {naming.example === null ? '' : ` As in ${naming.example}.`}
            </span>
          </>
        )}
      </p>
    </div>
  )
}
