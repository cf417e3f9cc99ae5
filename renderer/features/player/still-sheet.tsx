/**
 * Saves the frame that the player shows as a file: as what, and where.
 */
import { Folder } from 'lucide-react'
import { useState } from 'react'
import { useStore } from 'zustand'
import type { AssetDetail } from '../../../shared/model/asset.ts'
import type { SavedFormat } from '../../../shared/model/stills.ts'
import { Button, Segmented, Sheet } from '../../ui/index.ts'
import { useFolder, useLibrary } from '../library/index.ts'
import type { Player } from './player-store.ts'

const FORMATS = [
  { value: 'png', label: 'PNG' },
  { value: 'tiff', label: 'TIFF' },
  { value: 'exr', label: 'EXR' },
] as const
const ABOUT: Readonly<Record<SavedFormat, string>> = {
  png: 'As it is shown here, with the clip’s look, in Rec. 709.',
  tiff: '16 bits, the values as they were recorded, without a look.',
  exr: 'The frame of the sequence itself, byte for byte.',
}

/** The small sheet behind Shift+S. `label` says the frame in the player's words. */
export function StillSheet({
  detail,
  player,
  label,
}: {
  readonly detail: AssetDetail
  readonly player: Player
  readonly label: (frame: number) => string
}) {
  const { actions } = useLibrary()
  const { frame, stillOpen, stills } = useStore(player.store)
  const folder = useFolder('Choose where the still goes')
  const [saving, setSaving] = useState(false)
  const isExr = detail.kind === 'sequence' && detail.codec === 'exr'
  const formats = FORMATS.filter(({ value }) => value !== 'exr' || isExr)
  const format = formats.find(({ value }) => value === stills.format)?.value ?? 'png'
  const { to } = stills
  const save = async (): Promise<void> => {
    if (to === null) return
    setSaving(true)
    // A frame of a sequence has a number of its own.
    const number = detail.frames === null ? frame : detail.frames.first + frame
    if (await actions.saveStill(detail.id, number, format, to)) player.askStill(false)
    setSaving(false)
  }
  return (
    <Sheet
      open={stillOpen}
      size="small"
      title={`Save the frame at ${label(frame)}`}
      onClose={() => player.askStill(false)}
    >
      <div className="question still">
        <Segmented
          label="Format"
          value={format}
          choices={formats}
          onChange={(next) => player.keepStills({ format: next })}
        />
        <p className="dim">{ABOUT[format]}</p>
        <div className="still-folder">
          <span className="mono cut" title={to ?? undefined}>
            {to === null ? <span className="dim">No folder yet</span> : <bdi>{to}</bdi>}
          </span>
          <Button icon={<Folder size={14} />} onClick={() => folder.ask((path) => player.keepStills({ to: path }))}>
            {to === null ? 'Choose …' : 'Change …'}
          </Button>
        </div>
        <div className="question-buttons">
          <Button onClick={() => player.askStill(false)}>Cancel</Button>
          <Button
            look="primary"
            data-first={to !== null ? true : undefined}
            disabled={to === null || saving}
            onClick={() => void save()}
          >
            Save the still
          </Button>
        </div>
      </div>
      {folder.sheet}
    </Sheet>
  )
}
