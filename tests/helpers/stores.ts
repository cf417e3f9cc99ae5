/**
 * Every kind of store, ready for a test: memory, a folder, s3rver, and Ceph's gateway where it is installed.
 */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import S3rver from 's3rver'
import { createFolderStore } from '../../electron/engine/sync/stores/folder.ts'
import { createMemoryStore } from '../../electron/engine/sync/stores/memory.ts'
import type { S3Remote } from '../../electron/engine/sync/stores/remote-url.ts'
import type { RetryOptions } from '../../electron/engine/sync/stores/retry.ts'
import { createS3Store, type S3Store } from '../../electron/engine/sync/stores/s3.ts'
import type { S3Keys } from '../../electron/engine/sync/stores/s3-client.ts'
import type { ObjectStore } from '../../electron/engine/sync/stores/store.ts'
import { hasCeph, startCeph } from './ceph-gateway.ts'

/** A server with a bucket of ours. `at` gives a store through another endpoint, such as a fault proxy. */
export interface S3Server {
  readonly endpoint: string
  readonly keys: S3Keys
  at(options?: { endpoint?: string; prefix?: string; retry?: RetryOptions; keys?: () => Promise<S3Keys> }): S3Store
  remote(endpoint?: string, prefix?: string): S3Remote
  close(): Promise<void>
}

export const QUICK: RetryOptions = { attempts: 6, baseMs: 2, mostMs: 20 }

function server(endpoint: string, bucket: string, keys: S3Keys, close: () => Promise<void>): S3Server {
  const remote = (through = endpoint, prefix = `lib-${randomBytes(4).toString('hex')}`): S3Remote => ({
    kind: 's3',
    bucket,
    prefix,
    endpoint: through,
    region: 'us-east-1',
    profile: null,
    pathStyle: true,
  })
  return {
    endpoint,
    keys,
    remote,
    close,
    at: ({ endpoint: through, prefix, retry = QUICK, keys: given = async () => keys } = {}) =>
      createS3Store(remote(through, prefix), { keys: given, retry }),
  }
}

/** Starts s3rver in this process. */
export async function startS3rver(): Promise<S3Server> {
  const directory = mkdtempSync(join(tmpdir(), 'rushes-s3rver-'))
  const running = new S3rver({
    address: '127.0.0.1',
    port: 0,
    silent: true,
    directory,
    configureBuckets: [{ name: 'crew' }],
  })
  const { port } = await running.run()
  return server(`http://127.0.0.1:${port}`, 'crew', { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' }, async () => {
    await running.close()
    rmSync(directory, { recursive: true, force: true })
  })
}

/** Starts Ceph's gateway with a bucket. */
export async function startCephServer(): Promise<S3Server> {
  const ceph = await startCeph()
  const keys = { accessKeyId: ceph.accessKeyId, secretAccessKey: ceph.secretAccessKey }
  const client = new S3Client({
    endpoint: ceph.endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: keys,
    maxAttempts: 8,
  })
  await client.send(new CreateBucketCommand({ Bucket: 'crew' }))
  client.destroy()
  return server(ceph.endpoint, 'crew', keys, ceph.close)
}

/** A kind of store for a suite that runs over all of them. */
export interface StoreKind {
  readonly name: string
  /** Whether it promises `ifAbsent`. */
  readonly promises: boolean
  /** Whether long lists work; s3rver's don't. */
  readonly lists: boolean
  start(): Promise<{ make(): ObjectStore; close(): Promise<void> }>
}

/** All kinds that can be had on this machine. */
export function storeKinds(): StoreKind[] {
  const s3 = (start: () => Promise<S3Server>) => async () => {
    const running = await start()
    return { make: () => running.at(), close: running.close }
  }
  return [
    {
      name: 'memory',
      promises: true,
      lists: true,
      start: async () => ({ make: () => createMemoryStore(), close: async () => {} }),
    },
    { name: 'folder', promises: true, lists: true, start: folders },
    { name: 's3rver', promises: false, lists: false, start: s3(startS3rver) },
    ...(hasCeph() ? [{ name: 'ceph', promises: true, lists: true, start: s3(startCephServer) }] : []),
  ]
}

async function folders(): Promise<{ make(): ObjectStore; close(): Promise<void> }> {
  const made: string[] = []
  return {
    make() {
      const folder = mkdtempSync(join(tmpdir(), 'rushes-remote-'))
      made.push(folder)
      return createFolderStore(folder)
    },
    async close() {
      for (const folder of made) rmSync(folder, { recursive: true, force: true })
    },
  }
}
