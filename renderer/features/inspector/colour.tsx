/**
 * How the picture is shown and why, with what may be done about it: a conversion, a decision list, back as recorded.
 */
import { LOG_CURVE_NAMES, type ColourChain, type Look } from '../../../shared/model/colour.ts'
import { canonicalJson } from '../../../shared/util/canonical-json.ts'
import { Button } from '../../ui/index.ts'
import { useLibrary } from '../library/index.ts'
import { CdlFields } from './cdl-fields.tsx'
import { LookPicker } from './look-picker.tsx'
import { Section } from './section.tsx'

/** The section of one clip. */
export function Colour({
  id,
  chain,
  look,
}: {
  readonly id: string
  readonly chain: ColourChain
  readonly look: Look | null
}) {
  const { actions } = useLibrary()
  const { line, log, offered, certainty, lacking } = chain
  return (
    <Section label="Colour" aside={<LookPicker ids={[id]} looks={[look]} />}>
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
      <CdlFields key={id} ids={[id]} look={look} />
    </Section>
  )
}

/** The section of many clips: one choice for all of them. */
export function ColourOfMany({
  ids,
  looks,
}: {
  readonly ids: readonly string[]
  readonly looks: readonly (Look | null)[]
}) {
  const [first] = ids
  // Numbers can stand for all of them only where all have the same look.
  const alike = looks.length === ids.length && new Set(looks.map((look) => canonicalJson(look))).size === 1
  const converted = looks.filter((look) => look !== null).length
  return (
    <Section label="Colour" aside={<LookPicker ids={ids} looks={looks} />}>
      <p className="in-colour dim">
        {converted === 0 ? 'Shown as recorded' : converted === looks.length ? 'Shown with a look' : 'Mixed'}
      </p>
      {alike && <CdlFields key={first} ids={ids} look={looks[0] ?? null} />}
    </Section>
  )
}
