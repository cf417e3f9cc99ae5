/**
 * Where a remote is, as one line of text that people can write and send to each other. Never holds a secret.
 *
 *     s3://bucket/prefix?endpoint=https://s3.example.org&region=eu-central-1&profile=crew&pathStyle=true
 *     file:///mnt/shuttle/library
 */
import { RushesError } from '../../../../shared/model/errors.ts'

export interface S3Remote {
  readonly kind: 's3'
  readonly bucket: string
  /** Without slashes at its ends; empty for the whole bucket. */
  readonly prefix: string
  /** `https://host[:port]`; null for AWS. */
  readonly endpoint: string | null
  readonly region: string | null
  /** Profile of the AWS configuration files; null for the environment or given keys. */
  readonly profile: string | null
  /** `host/bucket/key` instead of `bucket.host/key`. Where nothing is said: with an endpoint yes, at AWS no. */
  readonly pathStyle: boolean
}

interface FolderRemote {
  readonly kind: 'folder'
  /** Absolute, in the system's own form. */
  readonly path: string
}

export type Remote = S3Remote | FolderRemote

const PARAMETERS = new Set(['endpoint', 'region', 'profile', 'pathStyle'])
/** Bucket names by the widest rules in use: Ceph allows upper case and underscores, AWS does not. */
const BUCKET = /^[A-Za-z0-9][A-Za-z0-9._-]{1,62}$/
const PREFIX = /^[A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/

/** Reads the line. Throws `usage` with what is wrong in it. */
export function parseRemote(text: string): Remote {
  const url = asUrl(text.trim())
  if (url.username !== '' || url.password !== '')
    throw wrong('Leave the name and password out: keys come from a profile, from the environment, or are asked for.')
  if (url.hash !== '') throw wrong('It must not contain a “#”.')
  if (url.protocol === 'file:') return folder(url)
  if (url.protocol === 's3:') return s3(url)
  throw wrong('It has to begin with s3:// or file:///.')
}

/** The line for a remote: what `parseRemote` reads back as the same. */
export function remoteText(remote: Remote): string {
  if (remote.kind === 'folder') {
    const path = remote.path
      .replaceAll('\\', '/')
      .split('/')
      .map((part) => encodeURIComponent(part).replaceAll('%3A', ':'))
      .join('/')
    return `file://${path.startsWith('/') ? '' : '/'}${path}`
  }
  const parameters = [
    ...(remote.endpoint === null
      ? []
      : [`endpoint=${encodeURIComponent(remote.endpoint).replaceAll('%3A', ':').replaceAll('%2F', '/')}`]),
    ...(remote.region === null ? [] : [`region=${encodeURIComponent(remote.region)}`]),
    ...(remote.profile === null ? [] : [`profile=${encodeURIComponent(remote.profile)}`]),
    ...(remote.pathStyle === (remote.endpoint !== null) ? [] : [`pathStyle=${remote.pathStyle}`]),
  ]
  return `s3://${remote.bucket}${remote.prefix === '' ? '' : `/${remote.prefix}`}${parameters.length === 0 ? '' : `?${parameters.join('&')}`}`
}

function asUrl(text: string): URL {
  // The URL parser folds backslashes and newlines away: what it would silently repair is refused.
  // eslint-disable-next-line no-control-regex
  if (/[\u0000-\u001f\\]/.test(text)) throw wrong('It holds a character that no such line can hold.')
  if (!URL.canParse(text)) throw wrong('Write it as s3://bucket/prefix or file:///folder.')
  return new URL(text)
}

function s3(url: URL): S3Remote {
  // The host of an unknown scheme keeps its letter case and may not be percent-coded.
  const bucket = url.hostname
  if (!BUCKET.test(bucket) || url.port !== '') throw wrong(`“${bucket}” is no name of a bucket.`)
  const prefix = url.pathname.replace(/^\/+|\/+$/g, '')
  if (prefix !== '' && (!PREFIX.test(prefix) || prefix.length > 200))
    throw wrong('The part after the bucket may hold letters, digits, “-”, “_”, “.” and “/”.')
  for (const name of url.searchParams.keys()) {
    if (!PARAMETERS.has(name)) throw wrong(`“${name}” is not known; known are ${[...PARAMETERS].join(', ')}.`)
    if (url.searchParams.getAll(name).length > 1) throw wrong(`“${name}” is there twice.`)
  }
  const endpoint = url.searchParams.get('endpoint')
  return {
    kind: 's3',
    bucket,
    prefix,
    endpoint: endpoint === null ? null : origin(endpoint),
    region: url.searchParams.get('region'),
    profile: url.searchParams.get('profile'),
    pathStyle: pathStyle(url.searchParams.get('pathStyle'), endpoint !== null),
  }
}

function pathStyle(said: string | null, otherwise: boolean): boolean {
  if (said === null) return otherwise
  if (said !== 'true' && said !== 'false') throw wrong('“pathStyle” is true or false.')
  return said === 'true'
}

function origin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null
  if (
    url === null ||
    !/^https?:$/.test(url.protocol) ||
    url.username !== '' ||
    url.password !== '' ||
    url.search !== '' ||
    url.hash !== ''
  ) {
    throw wrong('“endpoint” is an address such as https://s3.example.org.')
  }
  return url.href.replace(/\/+$/, '')
}

function folder(url: URL): FolderRemote {
  if (url.hostname !== '')
    throw wrong('A folder has three slashes: file:///mnt/shuttle. Mount a share first, and name its folder.')
  if (url.search !== '') throw wrong('A folder has nothing after a “?”.')
  if (/%2f|%5c|%00/i.test(url.pathname)) throw wrong('It holds a character that no folder can have.')
  let path: string
  try {
    path = decodeURIComponent(url.pathname)
  } catch {
    throw wrong('A “%” in it is followed by no two hex digits.')
  }
  const drive = /^\/([A-Za-z]:)(\/.*)?$/.exec(path)
  if (drive !== null) return { kind: 'folder', path: `${drive[1]!}${(drive[2] ?? '/').replaceAll('/', '\\')}` }
  return { kind: 'folder', path: path.length > 1 ? path.replace(/\/+$/, '') : path }
}

function wrong(sentence: string): RushesError {
  return new RushesError('usage', `That is no remote to sync with. ${sentence}`)
}
