/**
 * The stack of versions in the inspector: which is current, what each is, whether its bytes can be had back.
 */
import { Archive, CircleSlash, CloudOff, GitCompare, HardDrive, History, Layers2, Pin, PinOff } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import type { AssetDetail } from '../../../shared/model/asset.ts'
import type { Version } from '../../../shared/model/versions.ts'
import { IconButton, useNow } from '../../ui/index.ts'
import { bytesText, momentText } from '../../ui/words.ts'
import { useFolder, useLibrary } from '../library/index.ts'
import { CompareSheet } from './compare-sheet.tsx'
import { OverSheet } from './over-sheet.tsx'
import './versions.css'

const STORED: Readonly<Record<Version['stored'], { readonly text: string; readonly icon: ReactNode }>> = {
  kept: { text: 'Kept in the library', icon: <Archive size={12} /> },
  copy: { text: 'On a drive that is here', icon: <HardDrive size={12} /> },
  offline: { text: 'On a drive that is away', icon: <CloudOff size={12} /> },
  gone: { text: 'Its bytes are nowhere any more', icon: <CircleSlash size={12} /> },
}

/** The section. */
export function Versions({ detail }: { readonly detail: AssetDetail }) {
  const { actions, toasts, connection: { client } } = useLibrary()
  const [compared, setCompared] = useState<number | null>(null)
  const [over, setOver] = useState<Version | null>(null)
  const folder = useFolder('Choose where the version goes')
  const now = useNow()
  const list = detail.versionList
  const current = list.find((version) => version.current)
  const beside = (version: Version): void => folder.ask((to) => {
    void actions.run(async (opId) => {
      const { path } = await client.versions.restore({ opId, assetId: detail.id, revision: version.revision, to, over: false })
      toasts.say(`Version ${version.revision} is at ${path}`)
    })
  })
  const split = async (version: Version): Promise<void> => {
    const done = await actions.run((opId) => client.versions.split({ opId, assetId: detail.id, revision: version.revision }))
    if (done) toasts.say(`Version ${version.revision} is a clip of its own`, { label: 'Undo', run: () => void actions.undo() })
  }
  return (
    <section className="in-section" aria-label="Versions">
      <div className="in-head"><h2>Versions</h2><span className="dim">{list.length}</span></div>
      <ul>
        {list.map((version) => (
          <li key={version.id} className="version">
            <p className="version-name"><strong>{version.label ?? `Version ${version.revision}`}</strong>{version.current && <span className="version-current">current</span>}<span className="dim version-when">{momentText(version.createdAt, now)}</span></p>
            <p className="version-why cut" title={version.name}>{[version.reason, version.author, bytesText(version.bytes)].filter((part) => part !== '').join(' · ')}</p>
            <div className="version-foot">
              <span className={`version-stored version-${version.stored}`}>{STORED[version.stored].icon}{STORED[version.stored].text}</span>
              <span className="version-do">
                <IconButton label={version.pinned ? `Let version ${version.revision} go: it may be thinned` : `Pin version ${version.revision}: it is never thinned`} icon={version.pinned ? <PinOff size={13} /> : <Pin size={13} />} onClick={() => void actions.run((opId) => client.versions.pin({ opId, versionId: version.id, pinned: !version.pinned }))} />
                {!version.current && <IconButton label={`Compare version ${version.revision} with the current one`} icon={<GitCompare size={13} />} onClick={() => setCompared(version.revision)} />}
                {version.stored !== 'gone' && version.stored !== 'offline' && <IconButton label={`Write version ${version.revision} into a folder`} icon={<Archive size={13} />} onClick={() => beside(version)} />}
                {!version.current && version.stored !== 'gone' && <IconButton label={`Put version ${version.revision} in the place of the current one`} icon={<History size={13} />} onClick={() => setOver(version)} />}
                {list.length > 1 && <IconButton label={`Take version ${version.revision} out of the stack`} icon={<Layers2 size={13} />} onClick={() => void split(version)} />}
              </span>
            </div>
          </li>
        ))}
      </ul>
      {folder.sheet}
      {compared !== null && current !== undefined && <CompareSheet assetId={detail.id} a={compared} b={current.revision} onClose={() => setCompared(null)} />}
      {over !== null && <OverSheet assetId={detail.id} name={detail.name} version={over} onClose={() => setOver(null)} />}
    </section>
  )
}
