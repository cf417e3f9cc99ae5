/**
 * One drive: its printed label, where it is, how full, what is on it, and letting go of it.
 */
import { ArrowDownToLine, HardDrive, MemoryStick, Network, Usb } from 'lucide-react'
import { useState } from 'react'
import type { DriveVerification as Sums } from '../../../shared/model/verification.ts'
import type { Volume } from '../../../shared/model/work.ts'
import { Bar, Button, Editable, Mark, useNow } from '../../ui/index.ts'
import { bytesText, countText, momentText } from '../../ui/words.ts'
import { DriveVerification, useVerificationState } from '../verification/index.ts'
import { useLibrary } from '../library/index.ts'

const KINDS: Readonly<Record<Volume['kind'], string>> = {
  internal: 'Internal disk',
  external: 'External drive',
  card: 'Card',
  network: 'Share',
  memory: 'In memory',
  unknown: 'Drive',
}
const ICONS: Readonly<Record<Volume['kind'], typeof HardDrive>> = {
  internal: HardDrive,
  external: Usb,
  card: MemoryStick,
  network: Network,
  memory: HardDrive,
  unknown: HardDrive,
}

/** The row. */
export function DriveRow({
  drive,
  sums,
  onOffload,
}: {
  readonly drive: Volume
  readonly sums: Sums | undefined
  readonly onOffload: (path: string) => void
}) {
  const {
    actions,
    volumes,
    view,
    connection: { client },
  } = useLibrary()
  const checking = useVerificationState((state) => state.checks.get(drive.id)?.state === 'running')
  const [busy, setBusy] = useState(false)
  /** What the engine said when it let go of the drive; it stands until the drive is back. */
  const [released, setReleased] = useState<string | null>(null)
  const now = useNow()
  const Icon = drive.card === null ? ICONS[drive.kind] : MemoryStick
  const eject = async (): Promise<void> => {
    setBusy(true)
    await actions.run(async (opId) => {
      setReleased((await client.volumes.eject({ opId, id: drive.id })).message)
    })
    setBusy(false)
    void volumes.refresh()
  }
  const rename = (label: string): void => {
    if (label !== '')
      void actions.run((opId) => client.volumes.rename({ opId, id: drive.id, label })).then(() => volumes.refresh())
  }
  return (
    <li className="drive" aria-label={drive.label}>
      <Icon size={18} strokeWidth={1.5} className="drive-icon" aria-hidden="true" />
      <div className="drive-what">
        <Editable label={`Label of ${drive.label}`} className="drive-label" value={drive.label} onSave={rename} />
        <p className="drive-facts cut" title={factsOf(drive)}>
          {factsOf(drive)}
        </p>
      </div>
      <div className="drive-state">
        {busy ? (
          <p>Waiting until no program uses it …</p>
        ) : drive.trouble !== null ? (
          <p>
            <Mark name="attention" size={13} />
            <span>{drive.trouble}</span>
          </p>
        ) : drive.online ? (
          <p>
            Connected
            {drive.mountPoint === null ? (
              ''
            ) : (
              <span className="mono dim cut" title={drive.mountPoint}>
                {drive.mountPoint}
              </span>
            )}
          </p>
        ) : released !== null ? (
          <p>
            <Mark name="verified" size={13} />
            <span>{released}</span>
          </p>
        ) : (
          <p>
            <Mark name="offline" size={13} />
            <span>Offline, last seen {momentText(drive.lastSeenAt, now)}</span>
          </p>
        )}
      </div>
      <Room drive={drive} />
      <div className="drive-on">
        {drive.assets === 0 ? (
          <p className="dim">No clips on it</p>
        ) : (
          <button type="button" onClick={() => view.search(`volume:${drive.id}`, drive.label)}>
            {countText(drive.assets, 'clip')}
          </button>
        )}
        <p className="dim">
          {[
            drive.assets === 0 ? null : bytesText(drive.bytes),
            drive.roots === 0 ? null : countText(drive.roots, 'watched folder'),
          ]
            .filter(Boolean)
            .join(' · ') || '\u00a0'}
        </p>
      </div>
      <div className="drive-do">
        {drive.online && drive.mountPoint !== null && drive.mountPoint !== '/' && (
          <Button
            look="quiet"
            disabled={busy || checking}
            title={checking ? 'It is being read back: stop that first' : undefined}
            onClick={() => void eject()}
          >
            Eject
          </Button>
        )}
      </div>
      <DriveVerification drive={drive} sums={sums} />
      {drive.card !== null && drive.mountPoint !== null && (
        <p className="drive-card">
          {drive.card.offloaded ? <Mark name="verified" size={13} /> : <ArrowDownToLine size={13} aria-hidden="true" />}
          <span>
            Looks like a card: {drive.card.family}, {rollsText(drive.card.rolls)}.{' '}
            {drive.card.offloaded ? 'All of it was offloaded.' : 'Not offloaded yet.'}
          </span>
          <Button look={drive.card.offloaded ? 'quiet' : 'plain'} onClick={() => onOffload(drive.mountPoint!)}>
            {drive.card.offloaded ? 'Offload again' : 'Offload'}
          </Button>
        </p>
      )}
    </li>
  )
}

function Room({ drive: { label, capacity, free } }: { readonly drive: Volume }) {
  if (capacity === null || free === null || capacity === 0)
    return (
      <div className="drive-room">
        <p className="dim">Size not known</p>
      </div>
    )
  return (
    <div className="drive-room">
      <p>
        {bytesText(free)} free <span className="dim">of {bytesText(capacity)}</span>
      </p>
      <Bar label={`${label} is full to`} share={1 - free / capacity} look="parked" />
    </div>
  )
}

function factsOf(drive: Volume): string {
  return [
    KINDS[drive.kind],
    drive.fsType,
    drive.readOnly ? 'read-only' : null,
    drive.physicalDevice === null ? null : `on disk ${drive.physicalDevice.replace(/^disk:/, '')}`,
  ]
    .filter(Boolean)
    .join(' · ')
}

function rollsText(rolls: readonly string[]): string {
  return rolls.length === 0
    ? 'no roll known'
    : rolls.length <= 3
      ? rolls.join(', ')
      : `${rolls.slice(0, 3).join(', ')} and ${rolls.length - 3} more`
}
