CREATE TABLE "identities" (
	"user_id" text NOT NULL,
	"issuer" text NOT NULL,
	"subject" text NOT NULL,
	"linked_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "identities_user_id_issuer_pk" PRIMARY KEY("user_id","issuer")
);
--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "via" text DEFAULT 'password' NOT NULL;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "link_issuer" text;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "link_subject" text;--> statement-breakpoint
CREATE UNIQUE INDEX "identities_subject" ON "identities" USING btree ("issuer","subject");--> statement-breakpoint
-- A person's own, like its sessions. Whose an identity is has to be found before anybody is known.
ALTER TABLE identities ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE identities FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY own_identities ON identities USING (user_id = current_setting('app.user_id', true));--> statement-breakpoint
CREATE POLICY found_identities ON identities FOR SELECT USING (current_setting('app.system', true) = 'on');--> statement-breakpoint
-- What a session was begun with, and what it is to link, stays too.
CREATE OR REPLACE FUNCTION guard_session() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.secret_hash, NEW.id, NEW.user_id, NEW.created_at, NEW.expires_at, NEW.via, NEW.link_issuer, NEW.link_subject)
     IS DISTINCT FROM (OLD.secret_hash, OLD.id, OLD.user_id, OLD.created_at, OLD.expires_at, OLD.via, OLD.link_issuer, OLD.link_subject)
     OR OLD.factor_at IS NULL AND NEW.factor_at IS NOT NULL OR NEW.factor_at < OLD.factor_at
     OR OLD.factor_at IS NOT NULL AND NEW.factor_at IS NULL THEN
    RAISE EXCEPTION 'a session stays whose and what it is' USING ERRCODE = 'VZ052';
  END IF;
  RETURN NEW;
END $$;--> statement-breakpoint
-- Whom a provider calls somebody else is linked anew, and said so, never changed in place.
CREATE FUNCTION guard_identity() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'an identity is linked or not' USING ERRCODE = 'VZ053';
END $$;--> statement-breakpoint
CREATE TRIGGER guard_identity BEFORE UPDATE ON identities FOR EACH ROW EXECUTE FUNCTION guard_identity();
