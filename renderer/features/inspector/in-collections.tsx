/**
 * The collections that hold the clip, and what is said of it in each.
 */
import { X } from 'lucide-react'
import type { AssetDetail } from '../../../shared/model/asset.ts'
import { visible } from '../../../shared/util/visible.ts'
import { Editable, IconButton } from '../../ui/index.ts'
import { useLibrary } from '../library/index.ts'
import { Section } from './section.tsx'

/** Nothing for a clip that is in none. */
export function InCollections({ detail }: { readonly detail: AssetDetail }) {
  const {
    actions,
    connection: { client },
  } = useLibrary()
  const keep = (id: string, text: string): void =>
    void actions.run((opId) => client.collections.note({ opId, id, assetId: detail.id, text }))
  if (detail.collections.length === 0) return null
  return (
    <Section label="In collections">
      <ul className="in-collections">
        {detail.collections.map((one) => (
          <li key={one.id}>
            <span className="cut" title={visible(one.name)}>
              {visible(one.name)}
            </span>
            <IconButton
              label={`Remove from ${visible(one.name)}`}
              icon={<X size={12} />}
              onClick={() => void actions.uncollect(one.id, [detail.id])}
            />
            <Editable
              key={detail.id}
              label={`Note in ${visible(one.name)}`}
              className="in-collection-note"
              multiline
              value={one.note}
              placeholder="Note in this collection"
              onSave={(text) => keep(one.id, text)}
            />
          </li>
        ))}
      </ul>
    </Section>
  )
}
