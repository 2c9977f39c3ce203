CREATE TABLE bundle (
  id TEXT PRIMARY KEY,
  publisher_id TEXT NOT NULL REFERENCES publisher (id),
  title TEXT NOT NULL,
  description TEXT NOT NULL,
  credits TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('DRAFT', 'LIVE', 'PAUSED', 'ENDED')),
  created_at BIGINT NOT NULL,
  published_at BIGINT,
  CHECK ((published_at IS NULL) = (state = 'DRAFT'))
);
CREATE INDEX bundle_of_publisher ON bundle (publisher_id, created_at, id);
CREATE INDEX bundle_live ON bundle (published_at, id) WHERE state = 'LIVE';

CREATE TABLE bundle_cover (
  bundle_id TEXT PRIMARY KEY REFERENCES bundle (id) ON DELETE CASCADE,
  content_type TEXT NOT NULL,
  content ${bytes} NOT NULL,
  size_bytes BIGINT NOT NULL
);

-- What a bundle costs now. An order has a copy of what it was when it was made.
CREATE TABLE price (
  bundle_id TEXT NOT NULL REFERENCES bundle (id) ON DELETE CASCADE,
  currency TEXT NOT NULL,
  model TEXT NOT NULL CHECK (model IN ('FREE', 'FIXED', 'PAY_WHAT_YOU_WANT')),
  amount_minor BIGINT NOT NULL CHECK (amount_minor >= 0),
  minimum_minor BIGINT NOT NULL CHECK (minimum_minor >= 0),
  suggested_minor BIGINT NOT NULL CHECK (suggested_minor >= minimum_minor),
  PRIMARY KEY (bundle_id, currency)
);

CREATE TABLE item (
  id TEXT PRIMARY KEY,
  bundle_id TEXT NOT NULL REFERENCES bundle (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  gate TEXT NOT NULL CHECK (gate IN ('FREE', 'EMAIL', 'PAID')),
  position INTEGER NOT NULL
);
CREATE INDEX item_of_bundle ON item (bundle_id, position, id);

-- Releases. Drafts may hold what they like; a torrent that was published is one release of one item
-- of one bundle, for ever.
-- metainfo comes last, for SQLite reads through it to get at what comes after it.
CREATE TABLE torrent (
  info_hash TEXT NOT NULL,
  item_id TEXT NOT NULL REFERENCES item (id) ON DELETE CASCADE,
  release_number INTEGER NOT NULL CHECK (release_number > 0),
  name TEXT NOT NULL,
  size_bytes BIGINT NOT NULL,
  files INTEGER NOT NULL,
  metainfo_bytes BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  published INTEGER NOT NULL CHECK (published IN (0, 1)),
  metainfo ${bytes} NOT NULL,
  PRIMARY KEY (item_id, release_number)
);
CREATE INDEX torrent_hash ON torrent (info_hash);
CREATE UNIQUE INDEX torrent_published ON torrent (info_hash) WHERE published = 1;

-- Who said, in which words, that they may publish this.
CREATE TABLE attestation (
  bundle_id TEXT PRIMARY KEY REFERENCES bundle (id),
  account_id TEXT NOT NULL,
  wording TEXT NOT NULL,
  attested_at BIGINT NOT NULL
);

-- Of a bundle or of one info-hash, which need not be in the shop.
CREATE TABLE takedown (
  id TEXT PRIMARY KEY,
  bundle_id TEXT REFERENCES bundle (id),
  info_hash TEXT,
  reason TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  lifted_at BIGINT,
  CHECK ((bundle_id IS NULL) <> (info_hash IS NULL))
);
CREATE INDEX takedown_by_time ON takedown (created_at, id);
CREATE UNIQUE INDEX takedown_of_bundle ON takedown (bundle_id) WHERE lifted_at IS NULL;
CREATE UNIQUE INDEX takedown_of_torrent ON takedown (info_hash) WHERE lifted_at IS NULL;

-- What the swarms are to be told, the last word on every subject. version is another with every
-- change, so that whoever carries out an old one finds out and carries out the new one after it.
-- They are told again at every start, as of noted_at. ends_hours, of a void receipt: when it ends.
CREATE TABLE effect (
  subject TEXT PRIMARY KEY,
  action TEXT NOT NULL,
  detail TEXT NOT NULL,
  version TEXT NOT NULL,
  noted_at BIGINT NOT NULL,
  ends_hours BIGINT,
  pending INTEGER NOT NULL CHECK (pending IN (0, 1))
);
CREATE INDEX effect_pending ON effect (subject) WHERE pending = 1;
CREATE INDEX effect_ends ON effect (ends_hours) WHERE ends_hours IS NOT NULL;
