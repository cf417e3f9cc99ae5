/** Where a remote is, as one line of text. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseRemote, remoteText, type Remote } from '../../../electron/engine/sync/stores/remote-url.ts'

describe('a place to sync with, as a line of text', () => {
  it('is a bucket with all that is needed to reach it', () => {
    expect(
      parseRemote(
        's3://crew/films/dune?endpoint=https://s3.example.org:9000&region=eu-central-1&profile=crew&pathStyle=false',
      ),
    ).toEqual({
      kind: 's3',
      bucket: 'crew',
      prefix: 'films/dune',
      endpoint: 'https://s3.example.org:9000',
      region: 'eu-central-1',
      profile: 'crew',
      pathStyle: false,
    })
  })

  it('is AWS where no endpoint is named, and path style where one is', () => {
    expect(parseRemote('s3://crew')).toMatchObject({ prefix: '', endpoint: null, pathStyle: false })
    expect(parseRemote('s3://crew/?endpoint=http://127.0.0.1:8086/')).toMatchObject({
      prefix: '',
      endpoint: 'http://127.0.0.1:8086',
      pathStyle: true,
    })
  })

  it('is a folder, also one with blanks and letters beyond ASCII, and one of Windows', () => {
    expect(parseRemote('file:///mnt/shuttle/')).toEqual({ kind: 'folder', path: '/mnt/shuttle' })
    expect(parseRemote('file:///mnt/Gr%C3%BCne%20Platte')).toEqual({ kind: 'folder', path: '/mnt/Grüne Platte' })
    expect(parseRemote('file:///D:/films/dune')).toEqual({ kind: 'folder', path: 'D:\\films\\dune' })
  })

  it.each([
    ['s3://key:secret@crew', /keys come from a profile/],
    ['https://s3.example.org/crew', /begin with s3/],
    ['s3://', /no name of a bucket/],
    ['s3://crew/../../b?x=1', /not known/],
    ['s3://crew/a b', /may hold/],
    ['s3://crew?endpoint=file:///etc', /address/],
    ['s3://crew?endpoint=https://user:pass@host', /address/],
    ['s3://crew?pathStyle=yes', /true or false/],
    ['s3://crew?region=a&region=b', /twice/],
    ['file://nas/share', /three slashes/],
    ['file:///mnt/a%2fb', /no folder/],
    ['file:///mnt/%zz', /hex digits/],
    ['/mnt/shuttle', /Write it as/],
    ['s3://crew\\evil', /character/],
  ])('%s is refused with what is wrong in it', (text, sentence) => {
    expect(() => parseRemote(text)).toThrow(sentence)
    expect(() => parseRemote(text)).toThrow(expect.objectContaining({ code: 'usage' }))
  })

  it('reads back what it wrote', () => {
    const word = fc.stringMatching(/^[A-Za-z0-9_-][A-Za-z0-9._-]{0,12}$/)
    const remotes: fc.Arbitrary<Remote> = fc.oneof(
      fc.record({
        kind: fc.constant('s3' as const),
        bucket: fc.stringMatching(/^[a-z0-9][a-z0-9-]{2,20}$/),
        prefix: fc.array(word, { maxLength: 3 }).map((parts) => parts.join('/')),
        endpoint: fc.constantFrom(null, 'https://s3.example.org', 'http://10.0.0.4:8086', 'https://host/base'),
        region: fc.option(fc.string({ minLength: 1 })),
        profile: fc.option(fc.string({ minLength: 1 })),
        pathStyle: fc.boolean(),
      }),
      fc
        .array(
          fc
            .string({ minLength: 1, unit: 'grapheme' })
            .map((part) => part.replaceAll(/[/\\\p{Cc}]/gu, '_'))
            .filter((part) => part !== '.' && part !== '..'),
          { minLength: 1, maxLength: 4 },
        )
        .filter((parts) => !/^[A-Za-z]:$/.test(parts[0]!))
        .map((parts) => ({ kind: 'folder' as const, path: `/${parts.join('/')}` })),
    )
    fc.assert(
      fc.property(remotes, (remote) => {
        expect(parseRemote(remoteText(remote))).toEqual(remote)
      }),
    )
  })
})
