CREATE TABLE account (
  id TEXT PRIMARY KEY,
  email TEXT NOT NULL UNIQUE,
  password TEXT NOT NULL,
  created_at BIGINT NOT NULL
);

CREATE TABLE publisher (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  created_at BIGINT NOT NULL
);

CREATE TABLE member (
  publisher_id TEXT NOT NULL REFERENCES publisher (id),
  account_id TEXT NOT NULL REFERENCES account (id),
  role TEXT NOT NULL,
  joined_at BIGINT NOT NULL,
  PRIMARY KEY (publisher_id, account_id)
);

CREATE INDEX member_account ON member (account_id);

-- Secrets that a letter carries: to sign up, to set a new password, to join a publisher.
CREATE TABLE confirmation (
  hash TEXT PRIMARY KEY,
  invitation_id TEXT UNIQUE,
  purpose TEXT NOT NULL,
  email TEXT NOT NULL,
  publisher_id TEXT REFERENCES publisher (id),
  role TEXT,
  invited_by TEXT REFERENCES account (id),
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  used_at BIGINT
);

CREATE INDEX confirmation_email ON confirmation (email, purpose, created_at);
CREATE INDEX confirmation_publisher ON confirmation (publisher_id, created_at);
CREATE INDEX confirmation_expires ON confirmation (expires_at);

CREATE TABLE session (
  hash TEXT PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES account (id),
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);

CREATE INDEX session_account ON session (account_id);
CREATE INDEX session_expires ON session (expires_at);

CREATE TABLE api_token (
  id TEXT PRIMARY KEY,
  hash TEXT NOT NULL UNIQUE,
  publisher_id TEXT NOT NULL REFERENCES publisher (id),
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  made_by TEXT NOT NULL REFERENCES account (id),
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  revoked_at BIGINT
);

CREATE INDEX api_token_publisher ON api_token (publisher_id, id);

CREATE TABLE audit (
  id TEXT PRIMARY KEY,
  at BIGINT NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  publisher_id TEXT NOT NULL,
  subject TEXT NOT NULL,
  detail TEXT NOT NULL
);

CREATE INDEX audit_publisher ON audit (publisher_id, at, id);
CREATE INDEX audit_at ON audit (at, id);

-- What was answered to requests that move money, by the hash of their Idempotency-Key. The answer
-- is sealed under that key, for it may hold a secret that is told once.
CREATE TABLE idempotency (
  hash TEXT PRIMARY KEY,
  request_hash TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  status INTEGER NOT NULL,
  content_type TEXT NOT NULL,
  body ${bytes} NOT NULL
);

CREATE INDEX idempotency_created ON idempotency (created_at);
