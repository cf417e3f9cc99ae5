import type { OffloadPlan } from '../domain/offload.ts'
import type { SealRequest } from './outcome.ts'
export async function sealDestination(_plan: OffloadPlan, _request: SealRequest, _creator: object): Promise<void> {}
