/**
 * How the picture is shown and why, with what may be done about it: a conversion, a decision list, back as recorded.
 */
import { LOG_CURVE_NAMES, type ColourChain, type Look } from '../../../shared/model/colour.ts'
import type { AssetRow } from '../../../shared/model/asset.ts'
import { whyNoLook } from '../../../shared/model/look-applies.ts'
import { canonicalJson } from '../../../shared/util/canonical-json.ts'
import { Button } from '../../ui/index.ts'
import { countText } from '../../ui/words.ts'
import { useLibrary } from '../library/index.ts'
import { CdlFields } from './cdl-fields.tsx'
import { LookPicker } from './look-picker.tsx'
import { Section } from './section.tsx'

const NONE = 'None of them takes a look: they have no picture, or are HDR.'

/** The section of one clip. */
export function Colour({
  id,
  chain,
  look,
  refusal,
}: {
  readonly id: string
  readonly chain: ColourChain
  readonly look: Look | null
  /** Why it takes no look; null where it takes one. */
  readonly refusal: string | null
}) {
  const { actions } = useLibrary()
  const { line, log, offered, certainty, lacking } = chain
  return (
    <Section label="Colour" aside={<LookPicker ids={[id]} looks={[look]} refusal={refusal} />}>
      <p className="in-colour selectable" data-certainty={certainty}>
        {line}
      </p>
      {(log !== null || look !== null) && (
        <p className="in-colour-do">
          {log !== null && <span className="log-badge">Log</span>}
          {offered !== null && (
            <Button onClick={() => void actions.convert([id], { curve: offered })}>
              Convert {LOG_CURVE_NAMES[offered]}
            </Button>
          )}
          {look !== null && (
            <Button onClick={() => void actions.set([id], { look: null })}>
              {lacking === null ? 'Show as recorded' : 'Remove the look'}
            </Button>
          )}
        </p>
      )}
      {refusal === null ? (
        <CdlFields key={id} ids={[id]} look={look} />
      ) : (
        <p className="in-colour dim">No look can be put on it. {refusal}</p>
      )}
    </Section>
  )
}

/** The section of many clips: one choice for all of them that take a look. `rows`: those that are known. */
export function ColourOfMany({
  ids: all,
  rows,
}: {
  readonly ids: readonly string[]
  readonly rows: readonly Pick<AssetRow, 'id' | 'kind' | 'hdr' | 'look'>[]
}) {
  const without = new Set(rows.filter((row) => whyNoLook(row) !== null).map(({ id }) => id))
  const ids = all.filter((id) => !without.has(id))
  const looks = rows.filter(({ id }) => !without.has(id)).map(({ look }) => look)
  const [first] = ids
  // Numbers can stand for all of them only where all have the same look.
  const alike = looks.length === ids.length && new Set(looks.map((look) => canonicalJson(look))).size === 1
  const converted = looks.filter((look) => look !== null).length
  return (
    <Section label="Colour" aside={<LookPicker ids={ids} looks={looks} refusal={ids.length === 0 ? NONE : null} />}>
      <p className="in-colour dim">
        {ids.length === 0
          ? NONE
          : converted === 0
            ? 'Shown as recorded'
            : converted === looks.length
              ? 'Shown with a look'
              : 'Mixed'}
      </p>
      {ids.length > 0 && without.size > 0 && (
        <p className="in-colour dim">
          {countText(without.size, 'clip')} of them have no picture or are HDR, and get none.
        </p>
      )}
      {ids.length > 0 && alike && <CdlFields key={first} ids={ids} look={looks[0] ?? null} />}
    </Section>
  )
}
