/**
 * Choosing, keeping and removing presets from the sheet.
 */
import { toRushesError } from '../../../shared/contract/client.ts'
import type { ListedPreset, ResolvedPreset } from '../../../shared/model/presets.ts'
import type { Library } from '../library/index.ts'
import { presetOf, updated, optionsOfPreset, type OffloadOptions } from './options.ts'

export interface PresetChoice {
  list(): Promise<ListedPreset[]>
  /** Takes a preset; one that is gone is passed by in silence when it is only remembered. */
  choose(name: string): Promise<void>
  /** Back to no preset at all. */
  none(): void
  /**
   * Keeps what is chosen now; `offer`: to be offered when such a card comes. Returns false when it was refused, and
   * says why.
   */
  save(name: string, offer: boolean): Promise<boolean>
  /** Takes what was changed into the preset; the message gives back what it was. */
  update(preset: ListedPreset): Promise<void>
  /** Removes it; the message gives it back. */
  remove(preset: ListedPreset): Promise<void>
}

interface Seat {
  /** Which card the sheet is on: an answer that comes late for another one is dropped. */
  turn(): number
  state(): {
    readonly sources: readonly string[]
    readonly destinations: readonly string[]
    readonly wish: OffloadOptions
    readonly plan: { readonly rolls: readonly { readonly family: string }[] } | null
    readonly preset: { readonly name: string } | null
  }
  take(name: string, resolved: ResolvedPreset, sets: Partial<OffloadOptions>): void
  none(): void
}

/** Makes the choice of a sheet. */
export function createPresetChoice(
  { connection: { client }, volumes, toasts, actions, view }: Library,
  seat: Seat,
): PresetChoice {
  const list = (): Promise<ListedPreset[]> => client.presets.list({})
  const choose = async (name: string): Promise<void> => {
    const { sources, wish } = seat.state()
    const turn = seat.turn()
    try {
      const said = Object.fromEntries(Object.entries(wish.values).filter(([, value]) => value.trim() !== ''))
      const preset = await client.presets.resolve({ name, sources: [...sources], values: {} })
      if (seat.turn() !== turn) return
      // What was said last time fills what the preset leaves open.
      seat.take(name, preset, { ...optionsOfPreset(preset), values: { ...said, ...preset.values } })
    } catch (thrown) {
      const error = toRushesError(thrown)
      if (error.code !== 'not_found') toasts.fail(error.message)
      if (view.store.getState().preset === name) view.keep({ preset: null })
    }
  }
  return {
    list,
    choose,
    none() {
      view.keep({ preset: null })
      seat.none()
    },
    async save(name, offer) {
      const { destinations, wish, plan } = seat.state()
      const families = offer ? [...new Set((plan?.rolls ?? []).map((roll) => roll.family))] : []
      const saved = await actions.run((opId) =>
        client.presets.save({
          opId,
          preset: presetOf(name, families, destinations, wish, volumes.store.getState().data ?? []),
        }),
      )
      if (saved) await choose(name.trim())
      return saved
    },
    async update(listed) {
      const { builtIn: _, ...before } = listed
      const { destinations, wish } = seat.state()
      const next = updated(before, destinations, wish, volumes.store.getState().data ?? [])
      if (!(await actions.run((opId) => client.presets.save({ opId, preset: next })))) return
      await choose(before.name)
      toasts.say(`Preset “${before.name}” updated`, {
        label: 'Undo',
        run: () => {
          void actions.run((opId) => client.presets.save({ opId, preset: before })).then(() => choose(before.name))
        },
      })
    },
    async remove(listed) {
      const { builtIn: _, ...preset } = listed
      if (!(await actions.run((opId) => client.presets.remove({ opId, name: preset.name })))) return
      if (seat.state().preset?.name === preset.name) seat.none()
      toasts.say(`Preset “${preset.name}” removed`, {
        label: 'Undo',
        run: () => {
          void actions.run((opId) => client.presets.save({ opId, preset }))
        },
      })
    },
  }
}
