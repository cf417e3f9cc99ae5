/**
 * The frames of an image sequence: its range, and what is not there.
 */
import type { AssetDetail } from '../../../shared/model/asset.ts'
import { Mark } from '../../ui/index.ts'
import { wholeText } from '../../ui/words.ts'
import { Row, Section } from './section.tsx'

/** The section. */
export function Frames({ frames }: { readonly frames: NonNullable<AssetDetail['frames']> }) {
  const missing = frames.holes.reduce((sum, [from, to]) => sum + to - from + 1, 0)
  return (
    <Section label="Frames">
      <Row label="Range">
        {frames.first}–{frames.last}
      </Row>
      <Row label="There">
        {wholeText(frames.count)} of {wholeText(frames.last - frames.first + 1)}
      </Row>
      {missing > 0 && (
        <Row label="Holes">
          <span className="in-holes">
            <Mark name="attention" size={12} />
            {frames.holes.map(([from, to]) => (from === to ? from : `${from}–${to}`)).join(', ')}
          </span>
        </Row>
      )}
    </Section>
  )
}
