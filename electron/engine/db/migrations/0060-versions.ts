/** What a version is called and whether it is pinned; the store that keeps the bytes of kinds that are edited. */
export const versions = {
  number: 60,
  name: 'versions',
  sql: `
-- What the name says of the version ("v003", "FINAL"), null for nothing; and its order within its stack.
ALTER TABLE version ADD COLUMN label TEXT;
ALTER TABLE version ADD COLUMN rank INTEGER NOT NULL DEFAULT 0;
-- Drive, folder and name less its version: equal for all versions of one asset. Null for names that take no part in stacks.
ALTER TABLE version ADD COLUMN stack_key TEXT;
CREATE INDEX version_stack ON version (stack_key) WHERE stack_key IS NOT NULL;
ALTER TABLE version ADD COLUMN modified_at INTEGER;
ALTER TABLE version ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0;
-- 1 when a person took it out of a stack: its name never puts it back.
ALTER TABLE version ADD COLUMN apart INTEGER NOT NULL DEFAULT 0;

-- A file of chunks in the library's folder. Written whole, then entered; never changed.
CREATE TABLE pack (
  id TEXT PRIMARY KEY,
  bytes INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

-- Chunks by the SHA-256 of their bytes: where they lie, how long they are there, and how long they are.
CREATE TABLE chunk (
  hash BLOB PRIMARY KEY,
  pack_id TEXT NOT NULL REFERENCES pack(id),
  offset INTEGER NOT NULL,
  stored INTEGER NOT NULL,
  bytes INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX chunk_pack ON chunk (pack_id);

-- Contents whose bytes are kept. 'form' says what the chunks give: the bytes as they are, or what has to be packed by gzip
-- again to give them. 'chunks' are the hashes, one after the other, 32 bytes each.
CREATE TABLE kept_content (
  content_id TEXT PRIMARY KEY REFERENCES content(id),
  form TEXT NOT NULL,
  chunks BLOB NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
`,
} as const
