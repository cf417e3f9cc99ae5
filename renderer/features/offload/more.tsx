/**
 * What is rarely chosen: put away behind one line that says in words what holds.
 */
import { useStore } from 'zustand'
import { HASH_FORMATS } from '../../../shared/model/hash.ts'
import { cls, Segmented, Switch } from '../../ui/index.ts'
import type { OffloadSheet } from './sheet-store.ts'
import { optionsText } from './options.ts'
import './more.css'

const EJECTS = [
  { value: 'none', label: 'Nothing' },
  { value: 'card', label: 'Card' },
  { value: 'all', label: 'All' },
] as const
/** Of two cards that wait for one drive. Numbers between are for the command line. */
const TURNS = [
  { value: '-10', label: 'Last' },
  { value: '0', label: 'Next' },
  { value: '10', label: 'First' },
] as const

/** The line and what is behind it. */
export function More({ sheet }: { readonly sheet: OffloadSheet }) {
  const { wish, destinations } = useStore(sheet.store)
  const toggle = (format: (typeof HASH_FORMATS)[number]): void => {
    const next = wish.hashes.includes(format)
      ? wish.hashes.filter((one) => one !== format)
      : HASH_FORMATS.filter((one) => one === format || wish.hashes.includes(one))
    // A manifest needs one: the last stays.
    if (next.length > 0) sheet.wish({ hashes: next })
  }
  return (
    <details className="more">
      <summary>
        <span className="more-word">More</span>
        <span className="dim cut">{optionsText(wish, destinations.length)}</span>
      </summary>
      <fieldset className="more-hashes" disabled={wish.level === 'size'}>
        <legend className="dim">Hashes in the manifest</legend>
        {HASH_FORMATS.toReversed().map((format) => (
          <label key={format} className={cls('chip', wish.hashes.includes(format) && 'is-on')}>
            <input type="checkbox" checked={wish.hashes.includes(format)} onChange={() => toggle(format)} />
            {format}
          </label>
        ))}
      </fieldset>
      <Choice label="MHL 1.1 too" hint="For tools that don’t read ASC MHL">
        <Switch label="MHL 1.1 too" on={wish.mhl1 && wish.level !== 'size'} onChange={(mhl1) => sheet.wish({ mhl1 })} />
      </Choice>
      <Choice label="Copy only what is new" hint="The rest is verified in place">
        <Switch
          label="Copy only what is new"
          on={wish.incremental}
          onChange={(incremental) => sheet.wish({ incremental })}
        />
      </Choice>
      <Choice label="Resume automatically" hint="When a drive that was disconnected comes back">
        <Switch
          label="Resume automatically"
          on={wish.resumes === 'itself'}
          onChange={(on) => sheet.wish({ resumes: on ? 'itself' : 'asked' })}
        />
      </Choice>
      <Choice label="Fastest drive first" hint="The others are copied from it">
        <Switch label="Fastest drive first" on={wish.cascade} onChange={(cascade) => sheet.wish({ cascade })} />
      </Choice>
      <Choice label="Eject" hint="When verified">
        <Segmented label="Eject" choices={EJECTS} value={wish.eject} onChange={(eject) => sheet.wish({ eject })} />
      </Choice>
      <Choice label="Queue position" hint="On busy drives">
        <Segmented
          label="Queue position"
          choices={TURNS}
          value={wish.priority > 0 ? '10' : wish.priority < 0 ? '-10' : '0'}
          onChange={(turn) => sheet.wish({ priority: Number(turn) })}
        />
      </Choice>
    </details>
  )
}

function Choice({
  label,
  hint,
  children,
}: {
  readonly label: string
  readonly hint: string
  readonly children: React.ReactNode
}) {
  return (
    <div className="more-line">
      <div>
        <p>{label}</p>
        <p className="dim">{hint}</p>
      </div>
      {children}
    </div>
  )
}
