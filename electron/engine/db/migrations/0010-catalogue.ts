/** Drives, files, contents, assets, versions, metadata and the journal of every user change. */
export const catalogue = {
  number: 10,
  name: 'catalogue',
  sql: `
CREATE TABLE library (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE volume (
  id TEXT PRIMARY KEY,
  label TEXT NOT NULL,
  kind TEXT NOT NULL,
  -- What tells one drive from another: the file system's UUID where it has one, else the identity key of the mount.
  identity TEXT NOT NULL UNIQUE,
  fs_type TEXT,
  physical_device TEXT,
  mount_point TEXT,
  online INTEGER NOT NULL DEFAULT 1,
  read_only INTEGER NOT NULL DEFAULT 0,
  capacity INTEGER,
  free INTEGER,
  last_seen_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE root (
  id TEXT PRIMARY KEY,
  volume_id TEXT NOT NULL REFERENCES volume(id),
  path TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'idle',
  files INTEGER NOT NULL DEFAULT 0,
  true_at INTEGER,
  error TEXT,
  created_at INTEGER NOT NULL,
  UNIQUE (volume_id, path)
) STRICT;

-- Unique bytes. xxh128 is null only while the bytes have not been read whole.
CREATE TABLE content (
  id TEXT PRIMARY KEY,
  bytes INTEGER NOT NULL,
  xxh128 TEXT,
  kind TEXT NOT NULL,
  probe TEXT,
  probe_state TEXT NOT NULL DEFAULT 'waiting',
  broken TEXT,
  created_at INTEGER NOT NULL,
  UNIQUE (bytes, xxh128)
) STRICT;

CREATE TABLE content_hash (
  content_id TEXT NOT NULL REFERENCES content(id),
  format TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (content_id, format)
) STRICT, WITHOUT ROWID;

-- What the crew talks about. The columns after 'derived' are the row as it is shown: the person's value where there is
-- one (asset_field), else what the media says (derived), else what the copies say. One function writes them.
CREATE TABLE asset (
  n INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  derived TEXT NOT NULL DEFAULT '{}',
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  description TEXT NOT NULL DEFAULT '',
  roll TEXT, camera TEXT, scene TEXT, shot TEXT, take TEXT, day TEXT,
  rating INTEGER NOT NULL DEFAULT 0,
  circled INTEGER NOT NULL DEFAULT 0,
  no_good INTEGER NOT NULL DEFAULT 0,
  tags TEXT NOT NULL DEFAULT '[]',
  notes INTEGER NOT NULL DEFAULT 0,
  state TEXT NOT NULL DEFAULT 'present',
  broken TEXT,
  bytes INTEGER NOT NULL DEFAULT 0,
  duration_frames INTEGER, rate_num INTEGER, rate_den INTEGER, duration_ms INTEGER,
  start_timecode TEXT, start_frame INTEGER, drop_frame INTEGER NOT NULL DEFAULT 0,
  width INTEGER, height INTEGER, codec TEXT, channels INTEGER, hdr TEXT,
  copies INTEGER NOT NULL DEFAULT 0,
  devices INTEGER NOT NULL DEFAULT 0,
  verification TEXT NOT NULL DEFAULT 'unknown',
  verified_at INTEGER,
  recorded_at INTEGER,
  poster_id TEXT, filmstrip_id TEXT, waveform_id TEXT, proxy_id TEXT,
  work TEXT NOT NULL DEFAULT 'none',
  version_id TEXT,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX asset_created ON asset (created_at, n);
CREATE INDEX asset_name ON asset (name_key, n);
CREATE INDEX asset_recorded ON asset (recorded_at, n);
CREATE INDEX asset_day ON asset (day, n);
CREATE INDEX asset_roll ON asset (roll, n);
CREATE INDEX asset_kind ON asset (kind, created_at, n);
CREATE INDEX asset_timecode ON asset (start_timecode, n);
CREATE INDEX asset_duration ON asset (duration_ms, n);
CREATE INDEX asset_bytes ON asset (bytes, n);
CREATE INDEX asset_rating ON asset (rating, n);
CREATE INDEX asset_circled ON asset (circled, n) WHERE circled = 1;
CREATE INDEX asset_state ON asset (state, n) WHERE state <> 'present';
CREATE INDEX asset_unverified ON asset (verification, n) WHERE verification <> 'verified';

CREATE VIRTUAL TABLE asset_text USING fts5(
  name, body, content='', contentless_delete=1, tokenize="unicode61 remove_diacritics 2", prefix='2 3'
);

CREATE TABLE version (
  id TEXT PRIMARY KEY,
  asset_id TEXT NOT NULL REFERENCES asset(id),
  revision INTEGER NOT NULL,
  reason TEXT NOT NULL,
  author TEXT NOT NULL,
  device TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  UNIQUE (asset_id, revision)
) STRICT;

CREATE TABLE version_part (
  version_id TEXT NOT NULL REFERENCES version(id),
  position INTEGER NOT NULL,
  role TEXT NOT NULL,
  name TEXT NOT NULL,
  content_id TEXT NOT NULL REFERENCES content(id),
  PRIMARY KEY (version_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX version_part_content ON version_part (content_id);

-- A location: a path on a drive, relative to its mount point.
CREATE TABLE file (
  id TEXT PRIMARY KEY,
  volume_id TEXT NOT NULL REFERENCES volume(id),
  root_id TEXT REFERENCES root(id),
  path TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  mtime_ns INTEGER NOT NULL,
  inode INTEGER,
  state TEXT NOT NULL DEFAULT 'present',
  role TEXT NOT NULL DEFAULT 'primary',
  content_id TEXT NOT NULL REFERENCES content(id),
  asset_id TEXT REFERENCES asset(id),
  verification TEXT NOT NULL DEFAULT 'unknown',
  verified_at INTEGER,
  read_back TEXT,
  created_at INTEGER NOT NULL,
  UNIQUE (volume_id, path)
) STRICT;
CREATE INDEX file_content ON file (content_id);
CREATE INDEX file_asset ON file (asset_id);

-- The person's own values, one register a field, each with the clock of the change that won.
CREATE TABLE asset_field (
  asset_id TEXT NOT NULL REFERENCES asset(id),
  field TEXT NOT NULL,
  value TEXT NOT NULL,
  clock TEXT NOT NULL,
  PRIMARY KEY (asset_id, field)
) STRICT, WITHOUT ROWID;

CREATE TABLE asset_tag (
  asset_id TEXT NOT NULL REFERENCES asset(id),
  tag TEXT NOT NULL,
  clock TEXT NOT NULL,
  PRIMARY KEY (asset_id, tag)
) STRICT, WITHOUT ROWID;
CREATE INDEX asset_tag_tag ON asset_tag (tag);

CREATE TABLE note (
  id TEXT PRIMARY KEY,
  asset_id TEXT NOT NULL REFERENCES asset(id),
  frame INTEGER,
  text TEXT NOT NULL,
  author TEXT NOT NULL,
  removed INTEGER NOT NULL DEFAULT 0,
  clock TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX note_asset ON note (asset_id);

CREATE TABLE collection (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  removed INTEGER NOT NULL DEFAULT 0,
  clock TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE collection_item (
  collection_id TEXT NOT NULL REFERENCES collection(id),
  asset_id TEXT NOT NULL REFERENCES asset(id),
  clock TEXT NOT NULL,
  PRIMARY KEY (collection_id, asset_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX collection_item_asset ON collection_item (asset_id);

-- One row a command of a person (or of undo and redo), with its answer: the same command twice is done once.
CREATE TABLE command (
  n INTEGER PRIMARY KEY,
  op_id TEXT NOT NULL UNIQUE,
  label TEXT NOT NULL,
  kind TEXT NOT NULL,
  target TEXT,
  -- 0 stands · 1 undone, may be done again · 2 undone for good.
  undone INTEGER NOT NULL DEFAULT 0,
  result TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

-- The journal: every user change, field by field. Never rewritten.
CREATE TABLE op (
  n INTEGER PRIMARY KEY,
  op_id TEXT NOT NULL,
  clock TEXT NOT NULL,
  device TEXT NOT NULL,
  entity TEXT NOT NULL,
  entity_id TEXT NOT NULL,
  field TEXT NOT NULL,
  old TEXT,
  new TEXT
) STRICT;
CREATE INDEX op_command ON op (op_id);
`,
} as const
