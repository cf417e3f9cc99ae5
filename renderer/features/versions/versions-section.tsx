/**
 * The stack of versions in the inspector: which is current, what each is, whether its bytes can be had back.
 */
import { useState } from 'react'
import type { AssetDetail } from '../../../shared/model/asset.ts'
import type { Version } from '../../../shared/model/versions.ts'
import { useFolder, useLibrary } from '../library/index.ts'
import { CompareSheet } from './compare-sheet.tsx'
import { OverSheet } from './over-sheet.tsx'
import { VersionRow } from './version-row.tsx'
import './versions.css'

/** The section. */
export function Versions({ detail }: { readonly detail: AssetDetail }) {
  const {
    actions,
    toasts,
    connection: { client },
  } = useLibrary()
  const [compared, setCompared] = useState<number | null>(null)
  const [over, setOver] = useState<Version | null>(null)
  const folder = useFolder('Choose where the version goes')
  const list = detail.versionList
  const current = list.find((version) => version.current)
  const beside = (version: Version): void =>
    folder.ask((to) => {
      void actions.run(async (opId) => {
        const { path } = await client.versions.restore({
          opId,
          assetId: detail.id,
          revision: version.revision,
          to,
          over: false,
        })
        toasts.say(`Version ${version.revision} is at ${path}`)
      })
    })
  const split = async (version: Version): Promise<void> => {
    const done = await actions.run((opId) =>
      client.versions.split({ opId, assetId: detail.id, revision: version.revision }),
    )
    if (done)
      toasts.say(`Version ${version.revision} is a clip of its own`, { label: 'Undo', run: () => void actions.undo() })
  }
  return (
    <section className="in-section" aria-label="Versions">
      <div className="in-head">
        <h2>Versions</h2>
        <span className="dim">{list.length}</span>
      </div>
      <ul>
        {list.map((version) => (
          <VersionRow
            key={version.id}
            version={version}
            stacked={list.length > 1}
            onPin={() =>
              void actions.run((opId) => client.versions.pin({ opId, versionId: version.id, pinned: !version.pinned }))
            }
            onCompare={() => setCompared(version.revision)}
            onBeside={() => beside(version)}
            onOver={() => setOver(version)}
            onSplit={() => void split(version)}
          />
        ))}
      </ul>
      {folder.sheet}
      {compared !== null && current !== undefined && (
        <CompareSheet
          assetId={detail.id}
          name={detail.name}
          versions={list}
          first={compared}
          second={current.revision}
          onClose={() => setCompared(null)}
        />
      )}
      {over !== null && (
        <OverSheet assetId={detail.id} name={detail.name} version={over} onClose={() => setOver(null)} />
      )}
    </section>
  )
}
