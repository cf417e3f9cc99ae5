/**
 * The budget of proxies.
 */
import { z } from 'zod'
import { bytesSchema, commandSchema } from '../model/primitives.ts'
import { command } from './base.ts'

export const cache = {
  /** Lets go what is over the budget now. `bytes` were freed; `taken` is what proxies take afterwards. */
  fit: command('edit')
    .input(commandSchema)
    .output(z.object({ bytes: bytesSchema, taken: bytesSchema })),
}
