/**
 * One drive: its printed label, where it is, how full, what is on it, and letting go of it.
 */
import { ArrowDownToLine, HardDrive, Network, Usb } from 'lucide-react'
import { useState } from 'react'
import type { Volume } from '../../../shared/model/work.ts'
import { Bar, Button, Editable, Mark, useNow } from '../../ui/index.ts'
import { bytesText, countText, momentText } from '../../ui/words.ts'
import { useLibrary } from '../library/index.ts'

const KINDS: Readonly<Record<Volume['kind'], string>> = {
  internal: 'Internal disk', external: 'External drive', card: 'Card', network: 'Share', memory: 'In memory', unknown: 'Drive',
}

/** The row. */
export function DriveRow({ drive, onClose, onOffload }: { readonly drive: Volume; readonly onClose: () => void; readonly onOffload: (path: string) => void }) {
  const { actions, toasts, volumes, view, connection: { client } } = useLibrary()
  const [busy, setBusy] = useState(false)
  const now = useNow()
  const Icon = drive.kind === 'network' ? Network : drive.kind === 'internal' ? HardDrive : Usb
  const eject = async (): Promise<void> => {
    setBusy(true)
    await actions.run(async (opId) => {
      const { message } = await client.volumes.eject({ opId, id: drive.id })
      toasts.say(message)
    })
    setBusy(false)
    volumes.refresh()
  }
  const show = (): void => {
    view.search(`volume:${drive.id}`, drive.label)
    onClose()
  }
  const used = drive.capacity === null || drive.free === null || drive.capacity === 0 ? null : 1 - drive.free / drive.capacity
  return (
    <li className="drive" aria-label={drive.label}>
      <Icon size={18} strokeWidth={1.5} className="drive-icon" aria-hidden="true" />
      <div className="drive-what">
        <Editable label={`Label of ${drive.label}`} className="drive-label" value={drive.label} onSave={(label) => { if (label !== '') void actions.run((opId) => client.volumes.rename({ opId, id: drive.id, label })).then(() => volumes.refresh()) }} />
        <p className="drive-facts">{[KINDS[drive.kind], drive.fsType, drive.readOnly ? 'read-only' : null, drive.mountPoint].filter(Boolean).join(' · ')}</p>
      </div>
      <div className="drive-state">
        {drive.trouble !== null ? <p><Mark name="attention" size={13} />{drive.trouble}</p>
          : drive.online ? <p>Here</p> : <p><Mark name="offline" size={13} />Away, last seen {momentText(drive.lastSeenAt, now)}</p>}
        <p className="dim">{drive.lastVerifiedAt === null ? 'Never verified' : `Last verified ${momentText(drive.lastVerifiedAt, now)}`}</p>
      </div>
      <div className="drive-room">
        {used === null ? <p className="dim">Size not known</p> : <><Bar label={`${drive.label} is full to`} share={used} /><p>{bytesText(drive.free ?? 0)} free of {bytesText(drive.capacity ?? 0)}</p></>}
      </div>
      <button type="button" className="drive-on" onClick={show} disabled={drive.assets === 0}>{drive.assets === 0 ? 'Nothing known on it' : `${countText(drive.assets, 'clip')} · ${bytesText(drive.bytes)}`}</button>
      <div className="drive-do">
        {drive.card !== null && drive.mountPoint !== null && (
          <Button look={drive.card.offloaded ? 'quiet' : 'plain'} icon={<ArrowDownToLine size={14} />} onClick={() => onOffload(drive.mountPoint!)}>{drive.card.offloaded ? 'Offloaded' : `Offload ${drive.card.rolls[0] ?? 'card'}`}</Button>
        )}
        {drive.online && drive.mountPoint !== '/' && <Button look="quiet" disabled={busy} onClick={() => void eject()}>{busy ? 'Letting go' : 'Eject'}</Button>}
      </div>
    </li>
  )
}
