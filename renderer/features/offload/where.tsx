/**
 * The second moment: where the copies go. The same lines show their progress once it runs, so nothing moves.
 */
import { HardDrive, Plus, X } from 'lucide-react'
import { useStore } from 'zustand'
import {
  RENAMED_WORD,
  destinationCount,
  destinationText,
  isRenamedOnly,
  isVerified,
  renamedFilesText,
} from '../../../shared/copies/offload.ts'
import { isForecast } from '../../../shared/copies/known.ts'
import type { DestinationProgress, Offload, PlanDestination } from '../../../shared/model/offload.ts'
import type { ConnectedDrive } from '../../../shared/model/work.ts'
import { useResource } from '../../api/index.ts'
import { Bar, Button, IconButton, Mark } from '../../ui/index.ts'
import { bytesText, countText, pathParts, speedText } from '../../ui/words.ts'
import { useLibrary } from '../library/index.ts'
import { DriveChips, driveFacts, driveOf } from './drive-chips.tsx'
import { NameTemplate } from './name-template.tsx'
import { PresetLine } from './preset-line.tsx'
import { Remarks } from './remarks.tsx'
import type { OffloadSheet } from './sheet-store.ts'

/** The middle column. */
export function Where({ sheet }: { readonly sheet: OffloadSheet }) {
  const { destinations, plan, preset, offload, sources, naming } = useStore(sheet.store)
  const fixed = offload !== null
  const { settings, connected } = useLibrary()
  const required = useResource(settings).data?.requiredDevices ?? 2
  const drives = useResource(connected).data ?? []
  const missing = (preset?.missing ?? []).map((message) => ({
    code: 'preset.missing',
    level: 'warning' as const,
    message,
    paths: [],
  }))
  return (
    <section className="moment" aria-label="Where">
      <h3 className="moment-head">
        <span>2</span>Where
      </h3>
      <div className="moment-body">
        {!fixed && <PresetLine sheet={sheet} />}
        <ul className="destinations">
          {fixed
            ? offload.destinations.map((one) => <Running key={one.path} destination={one} offload={offload} />)
            : destinations.map((path) => (
                <Planned
                  key={path}
                  path={path}
                  named={naming?.problem == null}
                  planned={plan?.destinations.find((one) => one.path === path) ?? null}
                  drive={driveOf(path, drives)}
                  onRemove={() => sheet.removeDestination(path)}
                />
              ))}
        </ul>
        <Remarks
          remarks={
            offload === null
              ? [...missing, ...(plan?.remarks ?? []).filter((remark) => remark.code !== 'source.known')]
              : offload.remarks.filter((remark) => !isForecast(remark))
          }
        />
        {!fixed && (
          <>
            {destinations.length < required && (
              <p className="moment-hint">
                {required === 1
                  ? 'A card is safe with one verified copy on a disk of its own. Choose a destination.'
                  : `A card is safe on ${required} disks. Choose at least ${required} destinations.`}
              </p>
            )}
            <DriveChips sheet={sheet} />
            <Button
              look={destinations.length < required && sources.length > 0 ? 'plain' : 'quiet'}
              className="moment-add"
              icon={<Plus size={14} />}
              onClick={() => void sheet.chooseDestination()}
            >
              {destinations.length === 0 ? 'Choose a destination' : 'Add a destination'}
            </Button>
            <NameTemplate sheet={sheet} />
          </>
        )}
      </div>
    </section>
  )
}

/** The folders that the cards become, below the one that was chosen. */
function becomes(planned: PlanDestination | null): string {
  if (planned === null) return '\u00a0'
  const folders = planned.targets.map((target) => target.slice(planned.path.length).replace(/^[/\\]+/, ''))
  const [first, ...more] = folders
  return first === undefined
    ? '\u00a0'
    : `→ ${first}${more.length === 0 ? '' : ` and ${countText(more.length, 'folder')} more`}`
}

function Planned({
  path,
  planned,
  named,
  drive,
  onRemove,
}: {
  readonly drive: ConnectedDrive | undefined
  readonly path: string
  readonly named: boolean
  readonly planned: PlanDestination | null
  readonly onRemove: () => void
}) {
  const short = planned !== null && planned.free !== null && planned.free < planned.need
  return (
    <li className="destination">
      <HardDrive size={18} strokeWidth={1.5} className="destination-icon" aria-hidden="true" />
      <div className="destination-text">
        <div className="destination-line">
          <span className="destination-name cut">{planned?.volumeLabel ?? drive?.label ?? pathParts(path).name}</span>
          <span className={short ? 'destination-short' : 'dim'}>
            {planned === null
              ? drive === undefined
                ? ''
                : driveFacts(drive)
              : planned.free === null
                ? 'Free space unknown'
                : `${bytesText(planned.free)} free`}
          </span>
        </div>
        <div className="destination-path mono cut" title={planned?.targets.join(' · ') ?? path}>
          {path}
        </div>
        <div className="destination-becomes mono cut" title={planned?.targets.join(' · ') ?? ''}>
          {named ? becomes(planned) : '\u00a0'}
        </div>
        <Bar label="Nothing is copied yet" share={0} />
        <div className="destination-facts dim cut">
          {planned === null
            ? '\u00a0'
            : [
                planned.need === 0 ? 'nothing left to write' : `${bytesText(planned.need)} to write`,
                planned.existing > 0 ? `${countText(planned.existing, 'file')} there already` : null,
                planned.standing > 0 ? `${countText(planned.standing, 'file')} there under another name` : null,
                planned.conflicts > 0 ? `${countText(planned.conflicts, 'conflict')}` : null,
                planned.fsType,
                planned.model ?? (planned.physicalDevice === null ? 'disk not known' : null),
              ]
                .filter(Boolean)
                .join(' · ')}
        </div>
        {planned !== null && <Remarks remarks={planned.remarks} />}
      </div>
      <IconButton label={`Leave out ${path}`} icon={<X size={13} />} onClick={onRemove} />
    </li>
  )
}

function Running({ destination, offload }: { readonly destination: DestinationProgress; readonly offload: Offload }) {
  const whole = Math.max(1, offload.bytes)
  const verified = isVerified(destination, offload)
  const done = destination.state === 'done'
  const look =
    destination.state === 'failed' || (done && destination.failures > 0)
      ? 'failure'
      : verified
        ? 'verified'
        : done || destination.state === 'parked'
          ? 'parked'
          : 'accent'
  const moving = ['copying', 'verifying'].includes(destination.state)
  return (
    <li className="destination">
      {verified ? (
        <span className="destination-icon">
          <Mark name="verified" size={18} />
        </span>
      ) : done && destination.failures === 0 ? (
        <span className="destination-icon">
          <Mark
            name="attention"
            size={18}
            label={isRenamedOnly(destination, offload) ? RENAMED_WORD : 'Copied, not verified'}
          />
        </span>
      ) : destination.state === 'failed' ? (
        <span className="destination-icon">
          <Mark name="failed" size={18} />
        </span>
      ) : (
        <HardDrive size={18} strokeWidth={1.5} className="destination-icon" aria-hidden="true" />
      )}
      <div className="destination-text">
        <div className="destination-line">
          <span className="destination-name cut">{destination.volumeLabel}</span>
          <span className="dim">{moving ? speedText(destination.speed) : ''}</span>
        </div>
        <div className="destination-path mono cut" title={destination.target}>
          {destination.target}
        </div>
        <Bar
          label={`${destination.volumeLabel}: ${offload.level === 'full' ? 'verified' : 'copied'}`}
          share={destination.bytesCopied / whole}
          second={destination.bytesVerified / whole}
          look={look}
        />
        <div className="destination-line destination-facts">
          <span className="dim cut">{destinationText(destination, offload)}</span>
          {!['done', 'failed', 'parked'].includes(destination.state) && (
            <span className="dim">{destinationCount(destination, offload)}</span>
          )}
        </div>
        {destination.failures > 0 && (
          <p className="destination-said">
            <Mark name="failed" size={13} />
            {countText(destination.failures, 'file')} failed here
          </p>
        )}
        {destination.conflicts > 0 && !isRenamedOnly(destination, offload) && (
          <p className="destination-said">
            <Mark name="attention" size={13} />
            {renamedFilesText(destination.conflicts)}
          </p>
        )}
        {destination.error !== null && (
          <p className="destination-said">
            <Mark name="failed" size={13} />
            <span className="selectable">{destination.error.message}</span>
          </p>
        )}
      </div>
    </li>
  )
}
