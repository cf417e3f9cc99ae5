/**
 * Where a clip's bytes are, beyond its drives; and what can be had from there.
 */
import { Cloud, CloudDownload, CloudUpload, Pin } from 'lucide-react'
import { useState } from 'react'
import { toRushesError } from '../../../shared/contract/client.ts'
import type { Where } from '../../../shared/model/sync.ts'
import { useResource } from '../../api/index.ts'
import { Button } from '../../ui/index.ts'
import { bytesText, pathParts, percentText } from '../../ui/words.ts'
import { useFolder, useLibrary } from '../library/index.ts'

const WORDS: Readonly<Record<Where['original'], string>> = {
  local: 'only on your drives',
  cloud: 'in the cloud',
  both: 'on your drives and in the cloud',
  sending: 'uploading',
  waiting: 'waiting to upload',
  fetching: 'downloading',
  none: 'not available: no connected drive has it',
}

/** The lines; nothing where the library has no place. */
export function ClipCloud({ assetId, name }: { readonly assetId: string; readonly name: string }) {
  const {
    remotes,
    where,
    actions,
    toasts,
    connection: { client },
  } = useLibrary()
  const places = useResource(remotes).data ?? []
  const found = useResource(where(assetId)).data
  const folder = useFolder(`Choose where ${name} goes`)
  const [share, setShare] = useState<number | null>(null)
  if (places.length === 0 || found === null) return null
  const fetch = (what: 'original' | 'proxy', to: string | null): void => {
    setShare(0)
    void (async () => {
      try {
        for await (const event of await client.sync.fetch({ assetId, what, to })) {
          setShare(event.of === 0 ? 0 : event.bytes / event.of)
          if (event.path !== null)
            toasts.say(
              what === 'proxy'
                ? `The proxy of ${name} is downloaded, ${bytesText(event.bytes)}`
                : `${pathParts(event.path).name} is in ${pathParts(event.path).folder}`,
            )
        }
      } catch (thrown) {
        toasts.fail(toRushesError(thrown).message)
      } finally {
        setShare(null)
        void where(assetId).refresh()
      }
    })()
  }
  const pin = (): void => {
    void actions
      .run((opId) => client.sync.pin({ opId, assetIds: [assetId], pinned: !found.pinned }))
      .then(() => where(assetId).refresh())
  }
  const away = (state: Where['original']): boolean => state === 'cloud'
  return (
    <div className="clip-cloud">
      <p>
        <Cloud size={14} aria-hidden="true" />
        <span>
          Original {WORDS[found.original]}
          {found.proxy === 'none' ? '' : `, proxy ${WORDS[found.proxy]}`}
        </span>
      </p>
      <p className="clip-cloud-do">
        {share !== null && <span className="dim">Fetching, {percentText(share)}</span>}
        {share === null && away(found.proxy) && (
          <Button look="quiet" icon={<CloudDownload size={14} />} onClick={() => fetch('proxy', null)}>
            Fetch the proxy
          </Button>
        )}
        {share === null && away(found.original) && (
          <Button
            look="quiet"
            icon={<CloudDownload size={14} />}
            onClick={() => folder.ask((to) => fetch('original', to))}
          >
            Fetch the original
          </Button>
        )}
        {found.original === 'local' && (
          <Button
            look="quiet"
            icon={found.pinned ? <Pin size={14} /> : <CloudUpload size={14} />}
            aria-pressed={found.pinned}
            onClick={pin}
          >
            {found.pinned ? 'Pinned: kept in the cloud' : 'Send the original'}
          </Button>
        )}
      </p>
      {folder.sheet}
    </div>
  )
}
