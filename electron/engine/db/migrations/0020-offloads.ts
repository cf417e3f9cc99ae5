/** The journal of offloads: what was planned, and how far every file is on every destination. */
export const offloads = {
  number: 20,
  name: 'offloads',
  sql: `
CREATE TABLE offload (
  id TEXT PRIMARY KEY,
  -- The request in canonical form: the same request again finds the offload that is not done.
  request_key TEXT NOT NULL,
  request TEXT NOT NULL,
  name TEXT NOT NULL,
  state TEXT NOT NULL,
  plan TEXT NOT NULL,
  verdict TEXT,
  error TEXT,
  started_at INTEGER NOT NULL,
  finished_at INTEGER
) STRICT;
CREATE INDEX offload_request ON offload (request_key, state);
CREATE INDEX offload_started ON offload (started_at);

CREATE TABLE offload_file (
  offload_id TEXT NOT NULL REFERENCES offload(id),
  position INTEGER NOT NULL,
  path TEXT NOT NULL,
  source TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  mtime_ns INTEGER NOT NULL,
  mode INTEGER NOT NULL,
  state TEXT NOT NULL DEFAULT 'pending',
  hashes TEXT NOT NULL DEFAULT '{}',
  -- What is wrong with the original, as JSON of code and sentence.
  error TEXT,
  PRIMARY KEY (offload_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE offload_copy (
  offload_id TEXT NOT NULL,
  position INTEGER NOT NULL,
  destination INTEGER NOT NULL,
  state TEXT NOT NULL DEFAULT 'pending',
  -- The name it bears, relative to the destination's root; differs from the file's own only after a conflict.
  path TEXT,
  temporary TEXT,
  read_back TEXT,
  verified_at INTEGER,
  error TEXT,
  PRIMARY KEY (offload_id, destination, position),
  FOREIGN KEY (offload_id, position) REFERENCES offload_file(offload_id, position)
) STRICT, WITHOUT ROWID;
`,
} as const
