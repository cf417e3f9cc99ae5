/**
 * Drives that are told apart, watched folders that know when they were last true, and files that are known before they
 * are understood: a file is entered at the first look, its bytes are read later.
 */
export const watching = {
  number: 50,
  name: 'watching',
  sql: `
ALTER TABLE volume ADD COLUMN fs_uuid TEXT;
-- The device number of the mount, as it was last seen: tells two mounted clones apart.
ALTER TABLE volume ADD COLUMN device TEXT;
-- The disk on which the drive was seen first. The newest disk is in physical_device.
ALTER TABLE volume ADD COLUMN home_device TEXT;
ALTER TABLE volume ADD COLUMN removable INTEGER;
-- What the drive looks like when it looks like a camera's card, as JSON; null otherwise.
ALTER TABLE volume ADD COLUMN card TEXT;
-- Why the drive can't be trusted at the moment, in words; null while it is healthy.
ALTER TABLE volume ADD COLUMN trouble TEXT;
UPDATE volume SET home_device = physical_device, fs_uuid = CASE WHEN identity LIKE 'uuid:%' THEN substr(identity, 6) END;

-- 1 when the folder holds our marker file, and so has to hold it at every scan.
ALTER TABLE root ADD COLUMN marker INTEGER NOT NULL DEFAULT 0;
-- live: a watcher gives hints · timed: looked at on a schedule · off: only when asked.
ALTER TABLE root ADD COLUMN watching TEXT NOT NULL DEFAULT 'live';
-- Why it is not watched live, in words.
ALTER TABLE root ADD COLUMN watch_note TEXT;
-- The mass guard's question as JSON, while it waits for an answer.
ALTER TABLE root ADD COLUMN guard TEXT;
ALTER TABLE root ADD COLUMN removed INTEGER NOT NULL DEFAULT 0;

CREATE TABLE file_place (
  id TEXT PRIMARY KEY,
  volume_id TEXT NOT NULL REFERENCES volume(id),
  root_id TEXT REFERENCES root(id),
  path TEXT NOT NULL,
  -- The folder of the path: what one look at one directory is compared with.
  folder TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  mtime_ns INTEGER NOT NULL,
  inode INTEGER,
  state TEXT NOT NULL DEFAULT 'present',
  role TEXT NOT NULL DEFAULT 'primary',
  -- done: bytes and asset are known · waiting: new or changed, not yet settled or read · left: not taken in, see note.
  intake TEXT NOT NULL DEFAULT 'done',
  intake_note TEXT,
  -- When this size and time were first seen: a file is settled when they have rested.
  changed_at INTEGER NOT NULL DEFAULT 0,
  -- The first look that did not find it; null while it is found.
  missed_at INTEGER,
  -- Null until the bytes have been read, or at least entered as unread.
  content_id TEXT REFERENCES content(id),
  asset_id TEXT REFERENCES asset(id),
  verification TEXT NOT NULL DEFAULT 'unknown',
  verified_at INTEGER,
  read_back TEXT,
  created_at INTEGER NOT NULL,
  UNIQUE (volume_id, path)
) STRICT;
-- Folders by SQLite's own means: the path less what follows its last slash.
INSERT INTO file_place (id, volume_id, root_id, path, folder, bytes, mtime_ns, inode, state, role, changed_at, content_id, asset_id,
    verification, verified_at, read_back, created_at)
  SELECT id, volume_id, root_id, path, rtrim(rtrim(path, replace(path, '/', '')), '/'), bytes, mtime_ns, inode, state, role, created_at,
    content_id, asset_id, verification, verified_at, read_back, created_at FROM file;
DROP TABLE file;
ALTER TABLE file_place RENAME TO file;
CREATE INDEX file_folder ON file (volume_id, folder);
CREATE INDEX file_content ON file (content_id) WHERE content_id IS NOT NULL;
CREATE INDEX file_asset ON file (asset_id) WHERE asset_id IS NOT NULL;
CREATE INDEX file_intake ON file (intake, root_id) WHERE intake = 'waiting';
CREATE INDEX file_missed ON file (root_id) WHERE missed_at IS NOT NULL;

-- Hidden: its versions were joined to another asset. What was said of it stays, so that a split brings it back.
ALTER TABLE asset ADD COLUMN hidden INTEGER NOT NULL DEFAULT 0;
ALTER TABLE asset ADD COLUMN versions INTEGER NOT NULL DEFAULT 1;
-- Copies beyond the first on one drive: true duplicates, not backups.
ALTER TABLE asset ADD COLUMN duplicates INTEGER NOT NULL DEFAULT 0;
CREATE INDEX content_unread ON content (bytes) WHERE xxh128 IS NULL;
`,
} as const
