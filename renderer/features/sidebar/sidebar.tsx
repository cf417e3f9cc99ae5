/**
 * The sidebar: the library by what the crew looks for.
 */
import {
  CircleDashed,
  CircleDot,
  Clock,
  Cloud,
  CloudOff,
  Copy,
  CopyPlus,
  FileQuestion,
  Film,
  FolderSync,
  HardDrive,
  MemoryStick,
  Settings2,
  Usb,
} from 'lucide-react'
import { useDeferredValue, type ReactNode } from 'react'
import { valueText } from '../../../shared/query/print.ts'
import type { Root } from '../../../shared/model/watching.ts'
import type { Volume } from '../../../shared/model/work.ts'
import { useResource } from '../../api/index.ts'
import { IconButton, Mark, useNow } from '../../ui/index.ts'
import { bytesText, momentText, pathParts } from '../../ui/words.ts'
import { isPlace, useActivity, useLibrary, useView, type Place } from '../library/index.ts'
import { rootWord } from '../drives/index.ts'
import { placeName, placeWord, remoteText, useConflictCount } from '../sync/index.ts'
import { Collections } from './collections.tsx'
import { Days } from './days.tsx'
import { Group, Item } from './item.tsx'
import './sidebar.css'

const MAX_ROLLS = 200

/** The panel at the left. */
export function Sidebar({
  places: pages,
  onGo,
}: {
  readonly places: readonly Place[]
  /** Told when a place was chosen. */
  readonly onGo?: () => void
}) {
  const { outline, volumes, roots, driveVerification, remotes, view } = useLibrary()
  // Hundreds of days and rolls are drawn when there is time for it: the clips come first.
  const data = useDeferredValue(useResource(outline).data)
  const drives = useResource(volumes)
  const watched = useResource(roots).data ?? []
  const places = useResource(remotes).data ?? []
  const conflicts = useConflictCount()
  const badly = (useResource(driveVerification).data ?? []).reduce((sum, one) => sum + one.bad, 0)
  const query = useView((state) => (isPlace(state.view) ? null : state.query))
  const now = useNow()
  const go = (id: string): void => {
    onGo?.()
    view.show(id)
  }
  const onDrives = (): void => go('drives')
  const onCloud = (): void => go('cloud')
  const item = (label: string, search: string, icon: ReactNode, count: number | undefined) => (
    <Item
      label={label}
      icon={icon}
      count={count}
      selected={query === search}
      onPress={() => view.search(search, label)}
    />
  )
  return (
    <div className="sidebar">
      <Group label="Library">
        {item('All clips', '', <Film size={14} />, data?.total)}
        {item('Recent', 'recent', <Clock size={14} />, data?.recent)}
        {item('Circled', 'circled', <CircleDot size={14} />, data?.circled)}
        {item('Unverified', 'unverified', <CircleDashed size={14} />, data?.unverified)}
        {item('Single copy', 'lone', <Copy size={14} />, data?.lone)}
        {item('All copies on one disk', 'onedevice', <HardDrive size={14} />, data?.oneDevice)}
        {item('Duplicates', 'duplicate', <CopyPlus size={14} />, data?.duplicates)}
        {(data?.offline ?? 0) > 0 && item('Offline', 'offline', <CloudOff size={14} />, data?.offline)}
        {item('Missing', 'missing', <FileQuestion size={14} />, data?.missing)}
      </Group>
      {(['Offloads', 'Tools'] as const).map((group) => {
        const own = pages.filter((one) => one.sidebar?.group === group)
        return (
          own.length > 0 && (
            <Group key={group} label={group}>
              {own.map((one) => (
                <PlaceItem key={one.id} place={one} onPress={() => go(one.id)} />
              ))}
            </Group>
          )
        )
      })}
      {data !== null && data.days.length > 0 && <Days days={data.days} query={query} />}
      {data !== null && data.rolls.length > 0 && (
        <Group label="Rolls">
          {data.rolls.slice(0, MAX_ROLLS).map(({ roll, count }) => {
            const search = `roll:${valueText(roll)}`
            return (
              <Item
                key={roll}
                label={roll}
                icon={<RollIcon />}
                count={count}
                selected={query === search}
                onPress={() => view.search(search, `Roll ${roll}`)}
              />
            )
          })}
        </Group>
      )}
      <Collections />
      <Group
        label="Drives"
        action={<IconButton label="Drives and folders" icon={<Settings2 size={13} />} onClick={onDrives} />}
      >
        {badly > 0 && (
          <Item
            label="Bad copies"
            icon={<Mark name="failed" size={14} />}
            count={badly}
            selected={false}
            title="Copies that read back wrong, and how to repair them"
            onPress={onDrives}
          />
        )}
        {(drives.data ?? []).filter(matters).map((drive) => (
          <Item
            key={drive.id}
            label={drive.label}
            icon={
              drive.card !== null || drive.kind === 'card' ? (
                <MemoryStick size={14} />
              ) : drive.kind === 'external' ? (
                <Usb size={14} />
              ) : (
                <HardDrive size={14} />
              )
            }
            selected={query === `volume:${drive.id}`}
            title={driveTitle(drive, now)}
            aside={<DriveState drive={drive} />}
            onPress={() => view.search(`volume:${drive.id}`, drive.label)}
          />
        ))}
        {drives.data?.length === 0 && <p className="side-empty">Drives appear here with the first offload.</p>}
      </Group>
      {places.length > 0 && (
        <Group label="Cloud">
          {places.map((place) => (
            <Item
              key={place.id}
              label={pathParts(placeName(place.url)).name}
              icon={place.kind === 's3' ? <Cloud size={14} /> : <HardDrive size={14} />}
              selected={false}
              title={`${place.url} · ${remoteText(place, conflicts, now)}`}
              aside={<span className="side-state">{placeWord(place, conflicts, now)}</span>}
              onPress={onCloud}
            />
          ))}
          {conflicts > 0 && (
            <Item
              label="Conflicts"
              icon={<Mark name="attention" size={14} />}
              count={conflicts}
              selected={false}
              title="Fields that two people changed while offline"
              onPress={onCloud}
            />
          )}
        </Group>
      )}
      {watched.length > 0 && (
        <Group label="Watched folders">
          {watched.map((root) => (
            <Item
              key={root.id}
              label={pathParts(root.path).name}
              icon={<FolderSync size={14} />}
              selected={false}
              title={root.path}
              aside={<RootState root={root} now={now} />}
              onPress={onDrives}
            />
          ))}
        </Group>
      )}
    </div>
  )
}

function PlaceItem({ place, onPress }: { readonly place: Place; readonly onPress: () => void }) {
  const shown = useView((state) => state.view)
  const count = useActivity((activity) => place.sidebar?.countOf?.(activity) ?? 0)
  if (place.sidebar === null) return null
  return (
    <Item
      label={place.sidebar.label}
      icon={<place.icon size={14} />}
      selected={shown === place.id}
      onPress={onPress}
      count={count === 0 ? undefined : count}
      {...(place.sidebar.hint === undefined ? {} : { title: place.sidebar.hint })}
    />
  )
}

/** A drive that is away and holds nothing that is known is of no use here; the view of drives has it. */
function matters(drive: Volume): boolean {
  return drive.online || drive.assets > 0 || drive.roots > 0
}

function DriveState({ drive }: { readonly drive: Volume }) {
  if (!drive.online)
    return (
      <span className="side-state">
        <Mark name="offline" size={12} />
        Offline
      </span>
    )
  return <span className="side-state">{drive.free === null ? 'Online' : `${bytesText(drive.free)} free`}</span>
}

function RootState({ root, now }: { readonly root: Root; readonly now: Date }) {
  const { mark, text } = rootWord(root, now)
  return (
    <span className="side-state">
      {mark !== null && <Mark name={mark} size={12} />}
      {text}
    </span>
  )
}

function driveTitle(drive: Volume, now: Date): string {
  return [
    drive.online ? drive.mountPoint : `Offline, last seen ${momentText(drive.lastSeenAt, now)}`,
    drive.capacity === null ? null : `${bytesText(drive.capacity)} in all`,
    drive.fsType,
    drive.readOnly ? 'read-only' : null,
    drive.lastVerifiedAt === null ? 'never verified' : `last verified ${momentText(drive.lastVerifiedAt, now)}`,
  ]
    .filter(Boolean)
    .join(' · ')
}

/** A film roll seen from the side. */
function RollIcon() {
  return (
    <svg
      width="14"
      height="14"
      viewBox="0 0 14 14"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.2"
      aria-hidden="true"
    >
      <circle cx="7" cy="7" r="5.4" />
      <circle cx="7" cy="7" r="1.2" />
      <circle cx="7" cy="3.9" r=".5" />
      <circle cx="7" cy="10.1" r=".5" />
      <circle cx="3.9" cy="7" r=".5" />
      <circle cx="10.1" cy="7" r=".5" />
    </svg>
  )
}
