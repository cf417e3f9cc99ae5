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
-- What it was mounted from, and which folder of its file system it is: '/', or a subvolume.
ALTER TABLE volume ADD COLUMN source TEXT;
ALTER TABLE volume ADD COLUMN mount_root TEXT;
ALTER TABLE volume ADD COLUMN rotational INTEGER;
-- 1 while its files' states still follow its coming or going.
ALTER TABLE volume ADD COLUMN flipping INTEGER NOT NULL DEFAULT 0;
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
CREATE INDEX file_asset ON file (asset_id, volume_id) WHERE asset_id IS NOT NULL;
CREATE INDEX file_intake ON file (root_id, changed_at) WHERE intake = 'waiting';
CREATE INDEX file_missed ON file (root_id, state) WHERE missed_at IS NOT NULL;
-- By what a moved file is told.
CREATE INDEX file_lost ON file (bytes, mtime_ns) WHERE missed_at IS NOT NULL;

-- What is on each drive, kept by triggers: counting a million files takes a second, and the drives are always in sight.
-- Files that are here or away count; an asset counts once a drive.
CREATE TABLE volume_count (
  volume_id TEXT PRIMARY KEY REFERENCES volume(id),
  files INTEGER NOT NULL DEFAULT 0,
  assets INTEGER NOT NULL DEFAULT 0,
  bytes INTEGER NOT NULL DEFAULT 0,
  verified_at INTEGER
) STRICT, WITHOUT ROWID;
INSERT INTO volume_count (volume_id, files, assets, bytes, verified_at)
  SELECT v.id, count(f.id), count(DISTINCT f.asset_id), coalesce(sum(f.bytes), 0), max(f.verified_at)
  FROM volume v LEFT JOIN file f ON f.volume_id = v.id AND f.state IN ('present', 'offline') GROUP BY v.id;
CREATE TRIGGER volume_counted AFTER INSERT ON volume BEGIN
  INSERT INTO volume_count (volume_id) VALUES (NEW.id);
END;
CREATE TRIGGER file_counted AFTER INSERT ON file WHEN NEW.state IN ('present', 'offline') BEGIN
  UPDATE volume_count SET files = files + 1, bytes = bytes + NEW.bytes,
    assets = assets + (NEW.asset_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM file f WHERE f.asset_id = NEW.asset_id
      AND f.volume_id = NEW.volume_id AND f.id <> NEW.id AND f.state IN ('present', 'offline'))),
    verified_at = CASE WHEN NEW.verified_at IS NULL OR verified_at >= NEW.verified_at THEN verified_at ELSE NEW.verified_at END
  WHERE volume_id = NEW.volume_id;
END;
CREATE TRIGGER file_uncounted AFTER DELETE ON file WHEN OLD.state IN ('present', 'offline') BEGIN
  UPDATE volume_count SET files = files - 1, bytes = bytes - OLD.bytes,
    assets = assets - (OLD.asset_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM file f WHERE f.asset_id = OLD.asset_id
      AND f.volume_id = OLD.volume_id AND f.state IN ('present', 'offline')))
  WHERE volume_id = OLD.volume_id;
END;
-- In two halves: what the row was is taken away, what it is now is added. Going and coming of a drive changes neither.
CREATE TRIGGER file_recounted AFTER UPDATE OF volume_id, state, bytes, asset_id ON file
WHEN OLD.volume_id <> NEW.volume_id OR OLD.bytes <> NEW.bytes OR OLD.asset_id IS NOT NEW.asset_id
  OR (OLD.state IN ('present', 'offline')) <> (NEW.state IN ('present', 'offline')) BEGIN
  UPDATE volume_count SET files = files - 1, bytes = bytes - OLD.bytes,
    assets = assets - (OLD.asset_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM file f WHERE f.asset_id = OLD.asset_id
      AND f.volume_id = OLD.volume_id AND f.id <> OLD.id AND f.state IN ('present', 'offline')))
  WHERE volume_id = OLD.volume_id AND OLD.state IN ('present', 'offline');
  UPDATE volume_count SET files = files + 1, bytes = bytes + NEW.bytes,
    assets = assets + (NEW.asset_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM file f WHERE f.asset_id = NEW.asset_id
      AND f.volume_id = NEW.volume_id AND f.id <> NEW.id AND f.state IN ('present', 'offline')))
  WHERE volume_id = NEW.volume_id AND NEW.state IN ('present', 'offline');
END;
CREATE TRIGGER file_verified AFTER UPDATE OF verified_at ON file WHEN NEW.verified_at IS NOT NULL BEGIN
  UPDATE volume_count SET verified_at = NEW.verified_at
  WHERE volume_id = NEW.volume_id AND (verified_at IS NULL OR verified_at < NEW.verified_at);
END;

-- Hidden: its versions were joined to another asset. What was said of it stays, so that a split brings it back.
ALTER TABLE asset ADD COLUMN hidden INTEGER NOT NULL DEFAULT 0;
ALTER TABLE asset ADD COLUMN versions INTEGER NOT NULL DEFAULT 1;
-- Copies beyond the first on one drive: true duplicates, not backups.
ALTER TABLE asset ADD COLUMN duplicates INTEGER NOT NULL DEFAULT 0;
CREATE INDEX content_unread ON content (bytes) WHERE xxh128 IS NULL;
`,
} as const
