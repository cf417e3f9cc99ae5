/**
 * Where copies can go with one press: the folders of last time, and the drives that are connected, each with its room.
 */
import { HardDrive, History as HistoryIcon } from 'lucide-react'
import { useStore } from 'zustand'
import type { ConnectedDrive } from '../../../shared/model/work.ts'
import { useResource } from '../../api/index.ts'
import { bytesText, pathParts } from '../../ui/words.ts'
import { useLibrary, useView } from '../library/index.ts'
import type { OffloadSheet } from './sheet-store.ts'
import './drive-chips.css'

/** The drive that a path is on, of those that are connected. */
export function driveOf(path: string, drives: readonly ConnectedDrive[]): ConnectedDrive | undefined {
  return drives
    .filter(
      ({ mountPoint }) =>
        path === mountPoint ||
        path.startsWith(mountPoint.endsWith('/') ? mountPoint : `${mountPoint}/`) ||
        path.startsWith(`${mountPoint}\\`),
    )
    .toSorted((a, b) => b.mountPoint.length - a.mountPoint.length)[0]
}

/** "Samsung T7 · 1.2 TB free". */
export function driveFacts({ model, free }: Pick<ConnectedDrive, 'model' | 'free'>): string {
  return [model, free === null ? 'free space unknown' : `${bytesText(free)} free`].filter(Boolean).join(' · ')
}

/** The chips; nothing where there is nothing to offer. */
export function DriveChips({ sheet }: { readonly sheet: OffloadSheet }) {
  const { connected } = useLibrary()
  const drives = useResource(connected).data ?? []
  const chosen = useStore(sheet.store, (state) => state.destinations)
  const sources = useStore(sheet.store, (state) => state.sources)
  const last = useView((state) => state.destinations)
  const before = last.filter((path) => !chosen.includes(path))
  const taken = (drive: ConnectedDrive): boolean =>
    [...chosen, ...before, ...sources].some((path) => driveOf(path, drives)?.mountPoint === drive.mountPoint)
  const free = drives.filter((drive) => !taken(drive))
  if (before.length === 0 && free.length === 0) return null
  return (
    <ul className="drive-chips" aria-label="Add with one press">
      {before.map((path) => {
        const drive = driveOf(path, drives)
        return (
          <Chip
            key={path}
            icon={<HistoryIcon size={15} aria-hidden="true" />}
            title={path}
            name={pathParts(path).name}
            facts={['last time', drive === undefined ? null : driveFacts(drive)].filter(Boolean).join(' · ')}
            onPress={() => sheet.addDestination(path)}
          />
        )
      })}
      {free.map((drive) => (
        <Chip
          key={drive.mountPoint}
          icon={<HardDrive size={15} aria-hidden="true" />}
          title={drive.mountPoint}
          name={drive.label}
          facts={driveFacts(drive)}
          onPress={() => sheet.addDestination(drive.mountPoint)}
        />
      ))}
    </ul>
  )
}

function Chip({
  icon,
  title,
  name,
  facts,
  onPress,
}: {
  readonly icon: React.ReactNode
  readonly title: string
  readonly name: string
  readonly facts: string
  readonly onPress: () => void
}) {
  return (
    <li>
      <button
        type="button"
        className="drive-chip"
        title={title}
        aria-label={`Copy to ${name}, ${facts}`}
        onClick={onPress}
      >
        {icon}
        <span className="drive-chip-name cut">{name}</span>
        <span className="drive-chip-facts cut">{facts}</span>
      </button>
    </li>
  )
}
