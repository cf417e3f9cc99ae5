/**
 * The preset: which one holds, choosing another, keeping what is chosen now.
 */
import { ChevronDown } from 'lucide-react'
import { useState, type FormEvent } from 'react'
import { useStore } from 'zustand'
import type { ListedPreset } from '../../../shared/model/presets.ts'
import { Button, Menu, Sheet, Switch, type MenuItem } from '../../ui/index.ts'
import type { OffloadSheet } from './sheet-store.ts'
import { differs } from './options.ts'

/** The line above the destinations. */
export function PresetLine({ sheet }: { readonly sheet: OffloadSheet }) {
  const { preset, wish } = useStore(sheet.store)
  const [list, setList] = useState<readonly ListedPreset[]>([])
  const [keeping, setKeeping] = useState(false)
  const look = (): void => {
    sheet.presets.list().then(setList, () => setList([]))
  } // Without the list, keeping and none are offered still.
  const changed = preset !== null && differs(wish, preset.sets)
  const chosen = list.find((one) => one.name === preset?.name)
  const items: MenuItem[] = [
    { type: 'item', id: 'none', label: 'None', checked: preset === null, run: () => sheet.presets.none() },
    ...list.map((one): MenuItem => ({
      type: 'item',
      id: one.name,
      label: one.name,
      checked: preset?.name === one.name,
      run: () => {
        void sheet.presets.choose(one.name)
      },
    })),
    { type: 'line', id: 'line' },
    ...(chosen !== undefined && !chosen.builtIn && changed
      ? [
          {
            type: 'item' as const,
            id: 'update',
            label: `Update “${chosen.name}”`,
            run: () => {
              void sheet.presets.update(chosen)
            },
          },
        ]
      : []),
    { type: 'item', id: 'keep', label: 'Keep as a preset …', run: () => setKeeping(true) },
    ...(chosen !== undefined && !chosen.builtIn
      ? [
          {
            type: 'item' as const,
            id: 'remove',
            label: `Remove “${chosen.name}”`,
            danger: true,
            run: () => {
              void sheet.presets.remove(chosen).then(look)
            },
          },
        ]
      : []),
  ]
  return (
    <div className="preset-line">
      <span>Preset</span>
      <Menu items={items}>
        <Button
          look="plain"
          icon={<ChevronDown size={13} />}
          aria-label={`Preset: ${preset?.name ?? 'None'}`}
          onPointerDown={look}
          onKeyDown={look}
        >
          {preset?.name ?? 'None'}
        </Button>
      </Menu>
      <span className="dim">{changed ? 'changed for this card' : ''}</span>
      {keeping && (
        <KeepPreset
          sheet={sheet}
          list={list}
          name={chosen?.builtIn === true ? '' : (preset?.name ?? '')}
          onClose={() => setKeeping(false)}
        />
      )}
    </div>
  )
}

function KeepPreset({
  sheet,
  list,
  name: before,
  onClose,
}: {
  readonly sheet: OffloadSheet
  readonly list: readonly ListedPreset[]
  readonly name: string
  readonly onClose: () => void
}) {
  const { plan } = useStore(sheet.store)
  const [name, setName] = useState(before)
  const [offer, setOffer] = useState(false)
  const families = [...new Set((plan?.rolls ?? []).map((roll) => roll.family))]
  const taken = list.find((one) => one.name.toLowerCase() === name.trim().toLowerCase())
  const keep = (event: FormEvent): void => {
    event.preventDefault()
    if (name.trim() !== '')
      void sheet.presets.save(name, offer).then((saved) => {
        if (saved) onClose()
      })
  }
  return (
    <Sheet open size="small" title="Keep as a preset" onClose={onClose}>
      <form className="preset-keep" onSubmit={keep}>
        <input
          data-first
          className="field"
          aria-label="Name of the preset"
          placeholder="A camera, first unit"
          value={name}
          maxLength={80}
          onChange={(event) => setName(event.target.value)}
        />
        <p className="dim">
          It keeps the destinations, the folder’s name, the level, the hashes and what is chosen under More. Drives are
          known by their labels, so it works on every computer of this library.
        </p>
        <p className="preset-taken" aria-live="polite">
          {taken === undefined
            ? '\u00a0'
            : taken.builtIn
              ? `“${taken.name}” comes with Rushes and stays as it is. Choose another name.`
              : `“${taken.name}” is there already. It is replaced by what is chosen now.`}
        </p>
        {families.length > 0 && (
          <div className="preset-offer">
            <span>Offer it when a card of {families.join(' or ')} comes</span>
            <Switch label="Offer it when such a card comes" on={offer} onChange={setOffer} />
          </div>
        )}
        <div className="question-buttons">
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" disabled={name.trim() === '' || taken?.builtIn === true}>
            {taken === undefined || taken.builtIn ? 'Keep' : 'Replace'}
          </Button>
        </div>
      </form>
    </Sheet>
  )
}
