/**
 * How the picture is shown and why, with the one click that converts log and the one that takes it back.
 */
import { ChevronDown } from 'lucide-react'
import { LOG_CURVE_IDS, LOG_CURVE_NAMES, type ColourChain, type Look } from '../../../shared/model/colour.ts'
import { Button, Menu, type MenuItem } from '../../ui/index.ts'
import { useLibrary } from '../library/index.ts'
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
  const { line, log, offered, certainty } = chain
  return (
    <Section label="Colour" aside={<LookMenu ids={[id]} looks={[look]} />}>
      <p className="in-colour selectable" data-certainty={certainty}>
        {line}
      </p>
      {(log !== null || look !== null) && (
        <p className="in-colour-do">
          {log !== null && <span className="log-badge">Log</span>}
          {offered !== null && (
            <Button onClick={() => void actions.set([id], { look: { curve: offered, cdl: null } })}>
              Convert {LOG_CURVE_NAMES[offered]}
            </Button>
          )}
          {look !== null && <Button onClick={() => void actions.set([id], { look: null })}>Show as recorded</Button>}
        </p>
      )}
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
  const converted = looks.filter((look) => look !== null).length
  return (
    <Section label="Colour" aside={<LookMenu ids={ids} looks={looks} />}>
      <p className="in-colour dim">
        {converted === 0 ? 'Shown as recorded' : converted === looks.length ? 'Converted' : 'Mixed'}
      </p>
    </Section>
  )
}

function LookMenu({ ids, looks }: { readonly ids: readonly string[]; readonly looks: readonly (Look | null)[] }) {
  const { actions } = useLibrary()
  const set = (look: Look | null): void => {
    void actions.set(ids, { look })
  }
  const all = (is: (look: Look | null) => boolean): boolean => looks.every(is)
  const items: readonly MenuItem[] = [
    {
      type: 'item',
      id: 'recorded',
      label: 'As recorded',
      checked: all((look) => look === null),
      run: () => set(null),
    },
    { type: 'line', id: 'line' },
    { type: 'heading', id: 'convert', label: 'Convert from' },
    ...LOG_CURVE_IDS.map((curve): MenuItem => ({
      type: 'item',
      id: curve,
      label: LOG_CURVE_NAMES[curve],
      checked: all((look) => look?.curve === curve),
      run: () => set({ curve, cdl: null }),
    })),
  ]
  return (
    <Menu items={items} align="end">
      <Button look="quiet" aria-label="Look">
        Look
        <ChevronDown size={12} />
      </Button>
    </Menu>
  )
}
