/**
 * The contract as OpenAPI: made once, in a thread. Turning every schema into JSON takes seconds, and the engine has a
 * card to copy meanwhile.
 */
import { Worker } from 'node:worker_threads'
import { OpenAPIGenerator } from '@orpc/openapi'
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4'
import { contract } from '../../shared/contract/index.ts'
import { RushesError } from '../../shared/model/errors.ts'

/** The description itself. For the thread. */
export function describeContract(version: string): Promise<unknown> {
  return new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] }).generate(contract, {
    info: { title: 'Rushes', version },
  })
}

/** Asks the thread the first time, and remembers its answer; a thread that failed is asked again. */
export function openApiThread(worker: URL, version: string): () => Promise<unknown> {
  let asked: Promise<unknown> | null = null
  return () => {
    asked ??= ask(worker, version).catch((error: unknown) => {
      asked = null
      throw error
    })
    return asked
  }
}

async function ask(entry: URL, version: string): Promise<unknown> {
  const worker = new Worker(entry, { name: 'openapi' })
  try {
    return await new Promise<unknown>((resolve, reject) => {
      worker.once('message', resolve)
      worker.once('error', reject)
      worker.once('exit', () => {
        reject(new RushesError('cancelled', 'The thread that describes the contract ended.'))
      })
      worker.postMessage(version, [])
    })
  } finally {
    await worker.terminate()
  }
}
