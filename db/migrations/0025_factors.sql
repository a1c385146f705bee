CREATE TABLE "authenticators" (
	"user_id" text NOT NULL,
	"id" text NOT NULL,
	"kind" text NOT NULL,
	"label" text NOT NULL,
	"sealed_secret" text,
	"last_step" bigint,
	"credential_id" text,
	"public_key" text,
	"sign_count" bigint,
	"transports" jsonb,
	"created_at" timestamp (3) with time zone NOT NULL,
	"last_used_at" timestamp (3) with time zone,
	CONSTRAINT "authenticators_user_id_id_pk" PRIMARY KEY("user_id","id"),
	CONSTRAINT "authenticator_whole" CHECK (case kind when 'totp' then sealed_secret is not null and credential_id is null
        else sealed_secret is null and credential_id is not null and public_key is not null and sign_count is not null end)
);
--> statement-breakpoint
CREATE TABLE "recovery_codes" (
	"user_id" text NOT NULL,
	"code_hash" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone,
	CONSTRAINT "recovery_codes_user_id_code_hash_pk" PRIMARY KEY("user_id","code_hash")
);
--> statement-breakpoint
-- Who is signed in gave a password alone; everybody signs in again, with a second factor.
TRUNCATE sessions;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "id" text NOT NULL;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "factor_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "set_up_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "challenge" text;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "challenge_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "browser" text;--> statement-breakpoint
CREATE UNIQUE INDEX "authenticators_credential" ON "authenticators" USING btree ("credential_id");--> statement-breakpoint
CREATE UNIQUE INDEX "sessions_id" ON "sessions" USING btree ("id")--> statement-breakpoint

-- A person's own, like its sessions. The worker's key ring seals every secret anew in one walk over all of them.
ALTER TABLE authenticators ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE authenticators FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY own_authenticators ON authenticators USING (user_id = current_setting('app.user_id', true));--> statement-breakpoint
CREATE POLICY walked_authenticators ON authenticators FOR SELECT USING (current_setting('app.system', true) = 'on');--> statement-breakpoint
CREATE POLICY resealed_authenticators ON authenticators FOR UPDATE USING (current_setting('app.system', true) = 'on');--> statement-breakpoint
ALTER TABLE recovery_codes ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE recovery_codes FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY own_recovery_codes ON recovery_codes USING (user_id = current_setting('app.user_id', true));--> statement-breakpoint

-- A second factor stays what it was made of, and a step of time that was used is never free again.
CREATE FUNCTION guard_authenticator() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.user_id, NEW.id, NEW.kind, NEW.credential_id, NEW.public_key, NEW.created_at)
     IS DISTINCT FROM (OLD.user_id, OLD.id, OLD.kind, OLD.credential_id, OLD.public_key, OLD.created_at)
     OR NEW.sealed_secret IS DISTINCT FROM OLD.sealed_secret AND NOT is_resealed(OLD.sealed_secret, NEW.sealed_secret) THEN
    RAISE EXCEPTION 'a second factor stays what it was made of' USING ERRCODE = 'VZ050';
  END IF;
  RETURN NEW;
END $$;--> statement-breakpoint
CREATE TRIGGER guard_authenticator BEFORE UPDATE ON authenticators FOR EACH ROW EXECUTE FUNCTION guard_authenticator();--> statement-breakpoint
-- Who names the step in an update spends it, also when it is the one that stands there.
CREATE FUNCTION guard_step() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a code works once' USING ERRCODE = 'VZ051';
END $$;--> statement-breakpoint
CREATE TRIGGER guard_step BEFORE UPDATE OF last_step ON authenticators FOR EACH ROW
  WHEN (OLD.last_step IS NOT NULL AND (NEW.last_step > OLD.last_step) IS NOT TRUE) EXECUTE FUNCTION guard_step();--> statement-breakpoint
CREATE FUNCTION guard_recovery_code() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.used_at IS NOT NULL OR (NEW.user_id, NEW.code_hash, NEW.created_at) IS DISTINCT FROM (OLD.user_id, OLD.code_hash, OLD.created_at) THEN
    RAISE EXCEPTION 'a code works once' USING ERRCODE = 'VZ051';
  END IF;
  RETURN NEW;
END $$;--> statement-breakpoint
CREATE TRIGGER guard_recovery_code BEFORE UPDATE ON recovery_codes FOR EACH ROW EXECUTE FUNCTION guard_recovery_code();--> statement-breakpoint
-- A session that was opened with a second factor never goes back to one without.
CREATE FUNCTION guard_session() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.secret_hash, NEW.id, NEW.user_id, NEW.created_at, NEW.expires_at)
     IS DISTINCT FROM (OLD.secret_hash, OLD.id, OLD.user_id, OLD.created_at, OLD.expires_at)
     OR OLD.factor_at IS NULL AND NEW.factor_at IS NOT NULL OR NEW.factor_at < OLD.factor_at
     OR OLD.factor_at IS NOT NULL AND NEW.factor_at IS NULL THEN
    RAISE EXCEPTION 'a session stays whose and what it is' USING ERRCODE = 'VZ052';
  END IF;
  RETURN NEW;
END $$;--> statement-breakpoint
CREATE TRIGGER guard_session BEFORE UPDATE ON sessions FOR EACH ROW EXECUTE FUNCTION guard_session();
