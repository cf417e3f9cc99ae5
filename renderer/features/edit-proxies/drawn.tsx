/**
 * What is drawn into the picture of proxies.
 */
import { useStore } from 'zustand'
import { Mark } from '../../ui/index.ts'
import type { EditProxies } from './edit-proxies-store.ts'
import { textFault } from './proxy-choice.ts'

const MARKS = [
  ['timecode', 'Timecode'],
  ['name', 'Name'],
  ['frame', 'Frame'],
] as const

export function Drawn({ proxies }: { readonly proxies: EditProxies }) {
  const burn = useStore(proxies.store, (state) => state.choice.burn)
  const fault = textFault(burn.text)
  const choose = (change: Partial<typeof burn>): void => proxies.choose({ burn: { ...burn, ...change } })
  return (
    <>
      <fieldset className="proxies-line proxies-drawn">
        <legend>Draw in</legend>
        {MARKS.map(([key, label]) => (
          <label key={key}>
            <input
              type="checkbox"
              checked={burn[key]}
              onChange={(event) => choose({ [key]: event.currentTarget.checked })}
            />
            {label}
          </label>
        ))}
      </fieldset>
      <div className="proxies-line">
        <label htmlFor="proxy-text">Text</label>
        <input
          id="proxy-text"
          className="field"
          value={burn.text}
          placeholder="None"
          aria-invalid={fault !== null}
          aria-describedby="proxy-text-said"
          onChange={(event) => choose({ text: event.target.value })}
        />
      </div>
      <p id="proxy-text-said" className="proxies-hint" aria-live="polite">
        {fault === null ? (
          <span className="dim">For people who see the picture alone. Editors usually want it clean.</span>
        ) : (
          <>
            <Mark name="attention" size={12} /> {fault}
          </>
        )}
      </p>
    </>
  )
}
