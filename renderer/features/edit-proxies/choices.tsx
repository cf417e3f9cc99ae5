/**
 * The left side of the sheet: which proxies, and where they go.
 */
import { Folder } from 'lucide-react'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import { visible } from '../../../shared/util/visible.ts'
import { Button, Mark, Segmented } from '../../ui/index.ts'
import type { EditProxies } from './edit-proxies-store.ts'
import { Drawn } from './drawn.tsx'
import { drawnWords, presetOf, reelFault } from './proxy-choice.ts'

const SIZES = [
  { value: 'auto', label: 'Automatic' },
  { value: '1', label: 'Full' },
  { value: '2', label: '½' },
  { value: '4', label: '¼' },
] as const
const SOUNDS = [
  { value: 'camera', label: 'Camera' },
  { value: 'as-recorded', label: 'Synced' },
  { value: 'fit-drift', label: 'Synced, clock fitted' },
] as const
const DIVIDES = { auto: null, '1': 1, '2': 2, '4': 4 } as const

/** `onFolder` asks for the folder that takes them. */
export function Choices({ proxies, onFolder }: { readonly proxies: EditProxies; readonly onFolder: () => void }) {
  const { presets, choice } = useStore(proxies.store)
  const chosen = presetOf(choice.preset, presets)
  return (
    <div className="proxies-choices">
      <div role="radiogroup" aria-label="Preset" className="proxies-group">
        <h3 className="proxies-head">Preset</h3>
        {presets.map((preset) => (
          <Radio
            key={preset.name}
            group="proxy-preset"
            label={preset.title}
            hint={preset.about}
            on={preset === chosen}
            onChoose={() => proxies.choose({ preset: preset.name })}
          />
        ))}
      </div>
      <div role="radiogroup" aria-label="Where" className="proxies-group">
        <h3 className="proxies-head">Where</h3>
        <Radio
          group="proxy-where"
          label="Into a folder"
          hint="In the folders of their roll"
          on={choice.where === 'folder'}
          onChoose={() => proxies.choose({ where: 'folder' })}
        />
        <div className="proxies-folder">
          <span className="mono cut" title={choice.folder ?? undefined}>
            {choice.folder === null ? <span className="dim">No folder yet</span> : <bdi>{choice.folder}</bdi>}
          </span>
          <Button icon={<Folder size={14} />} onClick={onFolder}>
            {choice.folder === null ? 'Choose …' : 'Change …'}
          </Button>
        </div>
        <Radio
          group="proxy-where"
          label="Beside each clip"
          hint="In a folder Proxy, and never in a sealed one"
          on={choice.where === 'beside'}
          onChoose={() => proxies.choose({ where: 'beside' })}
        />
      </div>
      {chosen?.params.format === 'wav' ? null : <More proxies={proxies} />}
    </div>
  )
}

/** What was chosen, once they are being made. */
export function Chosen({ proxies }: { readonly proxies: EditProxies }) {
  const { presets, asked } = useStore(proxies.store)
  const { preset, where, folder, divide, reel, burn, sound } = asked
  const lines = [
    ['Preset', presetOf(preset, presets)?.title ?? preset],
    ['Where', where === 'beside' ? 'In a folder Proxy beside each clip' : (folder ?? '')],
    ['Size', (SIZES.find(({ value }) => DIVIDES[value] === divide) ?? SIZES[0]).label],
    ['Tape name', reel.trim() === '' ? 'The file’s own, or the roll' : reel.trim()],
    ['Drawn in', drawnWords(burn)],
    ['Sound', (SOUNDS.find(({ value }) => value === sound) ?? SOUNDS[0]).label],
  ] as const
  return (
    <dl className="proxies-choices proxies-chosen">
      {lines.map(([term, said]) => (
        <div key={term}>
          <dt className="dim">{term}</dt>
          <dd className="selectable">{visible(said)}</dd>
        </div>
      ))}
    </dl>
  )
}

function Radio({
  group,
  label,
  hint,
  on,
  onChoose,
}: {
  readonly group: string
  readonly label: string
  readonly hint: ReactNode
  readonly on: boolean
  readonly onChoose: () => void
}) {
  return (
    <label className="proxies-radio">
      <input type="radio" name={group} checked={on} data-first={on ? true : undefined} onChange={onChoose} />
      <span className="proxies-label">{label}</span>
      <span className="dim">{hint}</span>
    </label>
  )
}

function More({ proxies }: { readonly proxies: EditProxies }) {
  const { divide, reel, burn, sound } = useStore(proxies.store, (state) => state.choice)
  const fault = reelFault(reel)
  const size = SIZES.find(({ value }) => DIVIDES[value] === divide) ?? SIZES[0]
  return (
    <details className="proxies-more">
      <summary>
        <span className="proxies-label">More</span>
        <span className="dim cut">
          {divide === null ? 'Size automatic' : `Size ${size.label.toLowerCase()}`},{' '}
          {reel.trim() === '' ? 'tape name of the file or roll' : `tape ${reel.trim()}`},{' '}
          {drawnWords(burn).toLowerCase()} drawn in{sound === null ? '' : ', synced sound'}
        </span>
      </summary>
      <div className="proxies-line">
        <span>Size</span>
        <Segmented
          label="Size"
          choices={SIZES}
          value={size.value}
          onChange={(value) => proxies.choose({ divide: DIVIDES[value] })}
        />
      </div>
      <p className="dim proxies-hint">
        Automatic halves or quarters the picture until its longer side is 1,920 pixels or less, where that leaves whole,
        even sides; else it stays whole.
      </p>
      <div className="proxies-line">
        <span>Sound</span>
        <Segmented
          label="Sound"
          choices={SOUNDS}
          value={sound ?? 'camera'}
          onChange={(value) => proxies.choose({ sound: value === 'camera' ? null : value })}
        />
      </div>
      <p className="dim proxies-hint">
        Synced adds the tracks accepted in Sound sync behind the camera’s. Resolve and Premiere then link no camera
        file.
      </p>
      <div className="proxies-line">
        <label htmlFor="proxy-reel">Tape name</label>
        <input
          id="proxy-reel"
          className="field"
          value={reel}
          placeholder="The file’s own, or the roll"
          spellCheck={false}
          aria-invalid={fault !== null}
          aria-describedby="proxy-reel-said"
          onChange={(event) => proxies.choose({ reel: event.target.value })}
        />
      </div>
      <p id="proxy-reel-said" className="proxies-hint" aria-live="polite">
        {fault === null ? (
          <span className="dim">The same for all of these clips. Avid links by it.</span>
        ) : (
          <>
            <Mark name="attention" size={12} /> {fault}
          </>
        )}
      </p>
      <Drawn proxies={proxies} />
    </details>
  )
}
