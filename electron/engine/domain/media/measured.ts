/**
 * What was measured of a recording, as facts for people. Pure.
 */
import type { Fact } from '../../../../shared/model/asset.ts'
import { loudnessMetaSchema, signalMetaSchema } from '../../../../shared/model/measures.ts'

/** Facts from the summaries that the catalogue has, by recipe; a summary of another form is passed over. */
export function describeMeasured(metas: ReadonlyMap<string, unknown>): Fact[] {
  const sound = loudnessMetaSchema.safeParse(metas.get('loudness'))
  const picture = signalMetaSchema.safeParse(metas.get('signal'))
  const fact = (label: string, value: string): Fact => ({ group: 'Measured', label, value })
  return [
    ...(sound.success
      ? sound.data.tracks.map(({ integrated, range, truePeak }, at, { length }) =>
          fact(
            length === 1 ? 'Loudness' : `Loudness, track ${at + 1}`,
            integrated === null
              ? truePeak === null
                ? 'silent'
                : `too quiet to be measured · peak ${level(truePeak)} dBTP`
              : `${level(integrated)} LUFS · range ${(range ?? 0).toFixed(1)} LU · peak ${truePeak === null ? 'none' : `${level(truePeak)} dBTP`}`,
          ),
        )
      : []),
    ...(picture.success
      ? [
          fact('Black', times(picture.data.black, 'stretch', 'stretches')),
          fact('Frozen', times(picture.data.frozen, 'stretch', 'stretches')),
          fact('Cuts', times(picture.data.cuts, 'cut', 'cuts')),
        ]
      : []),
  ]
}

const level = (value: number): string => value.toFixed(1).replace('-', '−')
const times = (count: number, one: string, many: string): string =>
  count === 0 ? 'none' : `${count} ${count === 1 ? one : many}`
