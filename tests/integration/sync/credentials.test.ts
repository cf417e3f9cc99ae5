/** Where the keys of a bucket come from: given, a profile, the environment. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { createS3Store } from '../../../electron/engine/sync/stores/s3.ts'
import { QUICK, startS3rver, type S3Server } from '../../helpers/stores.ts'

describe('keys of a bucket', () => {
  let server: S3Server
  let home: string
  beforeAll(async () => {
    server = await startS3rver()
    home = mkdtempSync(join(tmpdir(), 'rushes-keys-'))
    writeFileSync(
      join(home, 'credentials'),
      '[crew]\naws_access_key_id = S3RVER\naws_secret_access_key = S3RVER\n[other]\naws_access_key_id = NOBODY\naws_secret_access_key = wrong\n',
    )
  })
  afterEach(() => {
    vi.unstubAllEnvs()
  })
  afterAll(async () => {
    await server.close()
    rmSync(home, { recursive: true, force: true })
  })

  /** An environment with nothing in it but these. */
  function only(env: Record<string, string>): void {
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_PROFILE', 'AWS_SESSION_TOKEN'])
      vi.stubEnv(name, undefined)
    for (const [name, value] of Object.entries({
      AWS_SHARED_CREDENTIALS_FILE: join(home, 'none'),
      AWS_CONFIG_FILE: join(home, 'none'),
      ...env,
    }))
      vi.stubEnv(name, value)
  }
  const store = (profile: string | null) => createS3Store({ ...server.remote(), profile }, { retry: QUICK })

  it('come from the environment', async () => {
    only({ AWS_ACCESS_KEY_ID: 'S3RVER', AWS_SECRET_ACCESS_KEY: 'S3RVER' })
    expect(await store(null).put('heads/a', Buffer.from('x'))).toBe('made')
  })

  it('come from a profile', async () => {
    only({ AWS_SHARED_CREDENTIALS_FILE: join(home, 'credentials') })
    expect(await store('crew').put('heads/a', Buffer.from('x'))).toBe('made')
    await expect(store('other').put('heads/a', Buffer.from('x'))).rejects.toMatchObject({ code: 'remote.denied' })
  })

  it('are asked for where there are none', async () => {
    only({})
    await expect(store(null).get('heads/a')).rejects.toMatchObject({
      code: 'remote.denied',
      message: expect.stringContaining('There are no keys') as string,
    })
    await expect(store('nobody').get('heads/a')).rejects.toMatchObject({ code: 'remote.denied' })
  })

  it('never stand in what is told of a failure', async () => {
    const wrong = createS3Store(server.remote(), {
      keys: async () => ({ accessKeyId: 'NOBODY', secretAccessKey: 'hush-hush' }),
      retry: QUICK,
    })
    const error = await wrong.get('heads/a').catch((told: unknown) => told)
    expect(error).toMatchObject({ code: 'remote.denied' })
    expect(JSON.stringify(error)).not.toContain('hush-hush')
    expect(JSON.stringify((error as { details: unknown }).details)).not.toContain('NOBODY')
  })
})
