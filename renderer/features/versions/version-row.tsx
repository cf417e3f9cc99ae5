/**
 * One version of a stack: its name, why it is there, whether its bytes can be had back, and what can be done with it.
 */
import {
  Archive,
  CircleSlash,
  CloudOff,
  Ellipsis,
  FolderDown,
  GitCompare,
  HardDrive,
  History,
  Layers2,
  Pin,
  PinOff,
} from 'lucide-react'
import type { ReactNode } from 'react'
import type { Version } from '../../../shared/model/versions.ts'
import { cls, IconButton, Menu, useNow, type MenuItem } from '../../ui/index.ts'
import { bytesText, momentText } from '../../ui/words.ts'

const STORED: Readonly<Record<Version['stored'], { readonly text: string; readonly icon: ReactNode }>> = {
  kept: { text: 'Kept in the library', icon: <Archive size={12} /> },
  copy: { text: 'On a connected drive', icon: <HardDrive size={12} /> },
  offline: { text: 'On a drive that is offline', icon: <CloudOff size={12} /> },
  gone: { text: 'Its content is no longer stored', icon: <CircleSlash size={12} /> },
}

interface VersionRowProps {
  readonly version: Version
  /** True where there are others: it can be compared and taken out of the stack. */
  readonly stacked: boolean
  readonly onPin: () => void
  readonly onCompare: () => void
  /** Into a folder of choice. */
  readonly onBeside: () => void
  /** In the place of the current one. */
  readonly onOver: () => void
  readonly onSplit: () => void
}

/** The row. */
export function VersionRow({ version, stacked, onPin, onCompare, onBeside, onOver, onSplit }: VersionRowProps) {
  const now = useNow()
  const { revision, label, current, pinned, stored } = version
  const there = stored === 'kept' || stored === 'copy'
  const items: readonly MenuItem[] = [
    {
      type: 'item',
      id: 'beside',
      label: 'Restore into a folder …',
      icon: <FolderDown size={14} />,
      disabled: !there,
      run: onBeside,
    },
    ...(current
      ? []
      : [
          {
            type: 'item',
            id: 'over',
            label: 'Restore over the current one …',
            icon: <History size={14} />,
            disabled: !there,
            run: onOver,
          } as const,
        ]),
    { type: 'line', id: 'line' },
    {
      type: 'item',
      id: 'pin',
      label: pinned ? 'Unpin: it may be thinned' : 'Pin: it is never thinned',
      icon: pinned ? <PinOff size={14} /> : <Pin size={14} />,
      run: onPin,
    },
    ...(stacked
      ? [
          {
            type: 'item',
            id: 'split',
            label: 'Take out of the stack',
            icon: <Layers2 size={14} />,
            run: onSplit,
          } as const,
        ]
      : []),
  ]
  return (
    <li className="version" aria-label={`Version ${revision}`}>
      <div className="version-head">
        <p className="version-name">
          <span className="version-number">{revision}</span>
          <strong className="cut">{label ?? version.name}</strong>
          {current && <span className="version-current">Current</span>}
          {pinned && (
            <span className="version-pinned">
              <Pin size={11} aria-hidden="true" />
              Pinned
            </span>
          )}
        </p>
        <span className="version-when">{momentText(version.createdAt, now)}</span>
      </div>
      <p className="version-why cut" title={version.name}>
        {[version.reason, version.author, bytesText(version.bytes)].filter((part) => part !== '').join(' · ')}
      </p>
      <div className="version-foot">
        <span className={cls('version-stored', `version-${stored}`)}>
          {STORED[stored].icon}
          {STORED[stored].text}
        </span>
        <span className="version-do">
          {stacked && !current && (
            <IconButton
              label={`Compare version ${revision} with the current one`}
              icon={<GitCompare size={14} />}
              onClick={onCompare}
            />
          )}
          <Menu items={items} align="end">
            <button type="button" className="icon-button" aria-label={`What to do with version ${revision}`}>
              <Ellipsis size={15} />
            </button>
          </Menu>
        </span>
      </div>
    </li>
  )
}
