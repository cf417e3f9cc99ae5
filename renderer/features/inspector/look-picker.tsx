/**
 * Chooses the conversion of clips: one list to be searched, moved through by the arrow keys, chosen by Enter.
 */
// A list that is searched while the search keeps the focus has no element of its own in HTML.
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import { Check, ChevronDown } from 'lucide-react'
import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react'
import { toRushesError } from '../../../shared/contract/client.ts'
import type { Look } from '../../../shared/model/colour.ts'
import { useResource } from '../../api/index.ts'
import { Button, cls, Panel } from '../../ui/index.ts'
import { useLibrary } from '../library/index.ts'
import { lutForSending } from './add-lut.ts'
import { choiceOf, foundChoices, lookChoices, nextChoice, type LookChoice } from './look-choices.ts'
import './look-picker.css'

const HEADINGS = { none: null, lut: 'LUTs of the library', curve: 'Built-in conversions' } as const

/** The button, and the panel under it. A decision list of a clip stays whatever converts it. */
export function LookPicker({
  ids,
  looks,
  refusal,
}: {
  readonly ids: readonly string[]
  readonly looks: readonly (Look | null)[]
  /** Why nothing can be chosen; null where it can. */
  readonly refusal: string | null
}) {
  const [open, setOpen] = useState(false)
  return (
    <Panel
      label="Look"
      open={open}
      onOpen={setOpen}
      trigger={
        <Button look="quiet" aria-label="Look" disabled={refusal !== null} title={refusal ?? undefined}>
          Look
          <ChevronDown size={12} />
        </Button>
      }
    >
      <Choices ids={ids} looks={looks} onDone={() => setOpen(false)} />
    </Panel>
  )
}

function Choices({
  ids,
  looks,
  onDone,
}: {
  readonly ids: readonly string[]
  readonly looks: readonly (Look | null)[]
  readonly onDone: () => void
}) {
  const { actions, luts } = useLibrary()
  const { data } = useResource(luts)
  const listId = useId()
  const [search, setSearch] = useState('')
  const now = new Set(looks.map(choiceOf))
  const chosen = now.size === 1 ? [...now][0]! : null
  const [at, setAt] = useState(chosen)
  const found = foundChoices(lookChoices(data ?? []), search)
  const current = found.some(({ id }) => id === at) ? at : nextChoice(found, null, 1)

  const choose = ({ conversion, disabled, id }: LookChoice): void => {
    if (disabled) return
    void (id === 'none' ? actions.set(ids, { look: null }) : actions.convert(ids, conversion))
    onDone()
  }
  const press = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      setAt(nextChoice(found, current, event.key === 'ArrowDown' ? 1 : -1))
    } else if (event.key === 'Enter') {
      const one = found.find(({ id }) => id === current)
      if (one !== undefined) choose(one)
    }
  }
  return (
    <>
      <div className="looks-head">
        <input
          type="search"
          className="field"
          data-first
          role="combobox"
          aria-label="Search looks"
          aria-expanded="true"
          aria-controls={listId}
          aria-activedescendant={current === null ? undefined : `${listId}-${current}`}
          placeholder="Search LUTs and curves"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
          onKeyDown={press}
        />
      </div>
      <div className="looks" role="listbox" id={listId} aria-label="Looks">
        {found.length === 0 && <p className="looks-none dim">No look is called that.</p>}
        {found.map((one, index) => (
          <Option
            key={one.id}
            id={`${listId}-${one.id}`}
            choice={one}
            heading={found[index - 1]?.group === one.group ? null : HEADINGS[one.group]}
            chosen={one.id === chosen}
            current={one.id === current}
            onChoose={() => choose(one)}
            onPoint={() => setAt(one.id)}
          />
        ))}
      </div>
      <AddLut />
    </>
  )
}

function Option({
  id,
  choice,
  heading,
  chosen,
  current,
  onChoose,
  onPoint,
}: {
  readonly id: string
  readonly choice: LookChoice
  readonly heading: string | null
  readonly chosen: boolean
  readonly current: boolean
  readonly onChoose: () => void
  readonly onPoint: () => void
}) {
  const element = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (current) element.current?.scrollIntoView({ block: 'nearest' })
  }, [current])
  return (
    <>
      {heading !== null && (
        <p className="menu-heading" role="presentation">
          {heading}
        </p>
      )}
      {/* The keys are heard by the search above, which keeps the focus. */}
      {/* oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus */}
      <div
        ref={element}
        id={id}
        role="option"
        className={cls('look-choice', current && 'is-current')}
        aria-selected={chosen}
        aria-disabled={choice.disabled}
        onClick={onChoose}
        onPointerMove={onPoint}
      >
        <span className="menu-icon">{chosen && <Check size={14} />}</span>
        <span className="look-words">
          <span className="look-name">{choice.label}</span>
          {choice.about !== '' && <span className="look-about cut">{choice.about}</span>}
        </span>
      </div>
    </>
  )
}

function AddLut() {
  const { connection, actions, toasts } = useLibrary()
  const input = useRef<HTMLInputElement>(null)
  const add = async (files: FileList): Promise<void> => {
    for (const file of files) {
      try {
        const sent = await lutForSending(file)
        await actions.run(async (opId) => {
          const before = await connection.client.luts.list({})
          const { name, hash } = await connection.client.luts.send({ opId, ...sent })
          toasts.say(
            before.some((one) => one.hash === hash)
              ? `${file.name} is here already as ${name}`
              : `LUT ${name} is added`,
          )
        })
      } catch (error) {
        toasts.fail(toRushesError(error).message)
      }
    }
  }
  return (
    <div className="looks-foot">
      <input
        ref={input}
        type="file"
        accept=".cube,.3dl"
        multiple
        hidden
        onChange={(event) => {
          if (event.target.files !== null) void add(event.target.files)
          event.target.value = ''
        }}
      />
      <Button onClick={() => input.current?.click()}>Add LUT …</Button>
      <span className="dim">.cube or .3dl; shared with every device of the library</span>
    </div>
  )
}
