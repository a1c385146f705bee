ALTER TABLE "approvals" ADD COLUMN "sealed_waiting" text;--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "credentials_set_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "approvals" ADD CONSTRAINT "secret_goes_with_its_end" CHECK ((kind = 'credentials' and state = 'waiting') = (sealed_waiting is not null));--> statement-breakpoint

-- What waits sealed is what was asked for: it is sealed anew with another key, and goes at its end, and that is all.
CREATE OR REPLACE FUNCTION guard_approval() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.merchant_id, NEW.id, NEW.kind, NEW.subject_id, NEW.intent_key, NEW.made_by, NEW.made_at, NEW.expires_at)
     IS DISTINCT FROM
     (OLD.merchant_id, OLD.id, OLD.kind, OLD.subject_id, OLD.intent_key, OLD.made_by, OLD.made_at, OLD.expires_at)
     OR NEW.request IS DISTINCT FROM OLD.request OR NEW.amount_minor IS DISTINCT FROM OLD.amount_minor
     OR NEW.currency IS DISTINCT FROM OLD.currency OR NEW.reason IS DISTINCT FROM OLD.reason
     OR NEW.runs_at IS DISTINCT FROM OLD.runs_at
     OR NEW.sealed_waiting IS DISTINCT FROM OLD.sealed_waiting AND NEW.sealed_waiting IS NOT NULL
        AND NOT is_resealed(OLD.sealed_waiting, NEW.sealed_waiting) THEN
    RAISE EXCEPTION 'what was asked for cannot change' USING ERRCODE = 'VZ030';
  END IF;
  IF OLD.state <> 'waiting' THEN
    RAISE EXCEPTION 'an answered request cannot change' USING ERRCODE = 'VZ031';
  END IF;
  IF NEW.state = 'used' AND NEW.ended_at >= OLD.expires_at THEN
    RAISE EXCEPTION 'an expired request cannot be used' USING ERRCODE = 'VZ032';
  END IF;
  RETURN NEW;
END $$;
