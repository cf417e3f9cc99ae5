/**
 * What tests of the safety page begin with: the names of a camera's clips, and an offload to its end.
 */
import type { EngineClient } from '../../../shared/contract/client.ts'
import { newId } from '../../../shared/util/ids.ts'
import { until } from '../../helpers/until.ts'

export const op = () => ({ opId: newId() })

/** A clip of a Sony camera, by its path on the card. */
export const clip = (number: number) => `PRIVATE/M4ROOT/CLIP/C000${number}.MP4`

/** Offloads a card, and resolves with the id when that is over. */
export async function offload(client: EngineClient, card: string, destinations: string[]): Promise<string> {
  const { id } = await client.offloads.start({ ...op(), sources: [card], destinations })
  await until('ended', async () => (await client.offloads.get({ id })).queue === null)
  return id
}
