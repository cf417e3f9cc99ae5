/**
 * The first moment: what is to be copied. The card as it was recognised, and what will not come along.
 */
import { FolderOpen, Plus, X } from 'lucide-react'
import { useStore } from 'zustand'
import type { Offload, OffloadPlan } from '../../../shared/model/offload.ts'
import { Button, IconButton } from '../../ui/index.ts'
import { bytesAmount, bytesText, countText, pathParts, wholeText } from '../../ui/words.ts'
import { CardPictures } from './card-pictures.tsx'
import { CardSays } from './card-says.tsx'
import type { OffloadSheet } from './sheet-store.ts'

/** The left column. While an offload runs it stays as it was planned. */
export function What({ sheet }: { readonly sheet: OffloadSheet }) {
  const { sources, plan, planning, error, offload } = useStore(sheet.store)
  const shown: OffloadPlan | Offload | null = offload ?? plan
  const fixed = offload !== null
  return (
    <section className="moment" aria-label="What">
      <h3 className="moment-head">
        <span>1</span>What
      </h3>
      {sources.length === 0 && !fixed ? (
        <div className="moment-empty">
          <FolderOpen size={28} strokeWidth={1.25} aria-hidden="true" />
          <p>Drop a card here, or choose one.</p>
          <Button look="primary" onClick={() => void sheet.chooseSource()}>
            Choose a card
          </Button>
        </div>
      ) : (
        <div className="moment-body">
          <ul className="paths">
            {(fixed ? offload.sources : sources).map((path) => (
              <li key={path} className="path" title={path}>
                <span className="cut">
                  {pathParts(path).name}
                  <span className="path-folder">{pathParts(path).folder}</span>
                </span>
                {!fixed && (
                  <IconButton
                    label={`Leave out ${pathParts(path).name}`}
                    icon={<X size={13} />}
                    onClick={() => sheet.removeSource(path)}
                  />
                )}
              </li>
            ))}
          </ul>
          {/* Kept in its place while it runs, so that nothing under it moves. */}
          <Button
            look="quiet"
            className="moment-add"
            style={fixed ? { visibility: 'hidden' } : undefined}
            icon={<Plus size={14} />}
            onClick={() => void sheet.chooseSource()}
          >
            Add
          </Button>
          {error !== null && (
            <p className="moment-error" role="alert">
              {error}
            </p>
          )}
          <Figures shown={shown} waiting={planning} />
          {!fixed && plan !== null && <CardPictures sources={sources} clips={plan.clips} />}
          {shown !== null && shown.rolls.length > 0 && (
            <ul className="rolls">
              {shown.rolls.map((roll) => (
                <li key={roll.path} className="roll">
                  <span className="roll-name cut">{roll.name}</span>
                  <span className="dim cut">{roll.family}</span>
                  <span className="roll-size">
                    {countText(roll.files, 'file')} · {bytesText(roll.bytes)}
                  </span>
                </li>
              ))}
            </ul>
          )}
          {plan !== null && !fixed && <CardSays plan={plan} />}
          {plan !== null && !fixed && plan.skippedCount > 0 && (
            <details className="skipped">
              <summary>{countText(plan.skippedCount, 'entry', 'entries')} not copied</summary>
              <ul>
                {plan.skipped.map((one) => (
                  <li key={one.path} className="selectable">
                    <span className="mono">{one.path}</span> <span className="dim">{one.reason}</span>
                  </li>
                ))}
              </ul>
            </details>
          )}
        </div>
      )}
    </section>
  )
}

function Figures({ shown, waiting }: { readonly shown: OffloadPlan | Offload | null; readonly waiting: boolean }) {
  const size = shown === null ? null : bytesAmount(shown.bytes)
  const figure = (value: string | undefined, unit: string) => (
    <div className="figure">
      <span className="figure-value">{value ?? (waiting ? '…' : '–')}</span>
      <span className="figure-unit">{unit}</span>
    </div>
  )
  return (
    <div className="figures">
      {figure(shown === null ? undefined : wholeText(shown.clips), shown?.clips === 1 ? 'clip' : 'clips')}
      {figure(shown === null ? undefined : wholeText(shown.files), shown?.files === 1 ? 'file' : 'files')}
      {figure(size?.value, size?.unit ?? 'GB')}
    </div>
  )
}
