CREATE INDEX "audit_log_at" ON "audit_log" USING btree ("merchant_id","at","sequence");--> statement-breakpoint
CREATE INDEX "audit_log_actor" ON "audit_log" USING btree ("merchant_id","actor_id","at","sequence");--> statement-breakpoint
CREATE INDEX "audit_log_object" ON "audit_log" USING btree ("merchant_id","object_id","at","sequence");
--> statement-breakpoint

-- What is sealed is written once; all that may happen to it is to be sealed anew with another key (npm run keys:rotate).
CREATE FUNCTION is_resealed(before text, after text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(
    split_part(before, '.', 1) = 'v1' AND split_part(after, '.', 1) = 'v1' AND split_part(before, '.', 2) <> split_part(after, '.', 2),
    false)
$$;--> statement-breakpoint

CREATE OR REPLACE FUNCTION guard_inbox() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.merchant_id, NEW.id, NEW.provider, NEW.source_id, NEW.content_hash, NEW.claims, NEW.received_at)
     IS DISTINCT FROM
     (OLD.merchant_id, OLD.id, OLD.provider, OLD.source_id, OLD.content_hash, OLD.claims, OLD.received_at)
     OR NEW.sealed_content IS DISTINCT FROM OLD.sealed_content AND NOT is_resealed(OLD.sealed_content, NEW.sealed_content)
     OR OLD.transaction_id IS NOT NULL AND NEW.transaction_id IS DISTINCT FROM OLD.transaction_id THEN
    RAISE EXCEPTION 'a callback stays as it came' USING ERRCODE = 'VZ007';
  END IF;
  RETURN NEW;
END $$;--> statement-breakpoint

CREATE OR REPLACE FUNCTION guard_resolution() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.merchant_id, NEW.id, NEW.transaction_id, NEW.verdict, NEW.proof, NEW.statement, NEW.facts, NEW.made_by, NEW.made_at)
     IS DISTINCT FROM
     (OLD.merchant_id, OLD.id, OLD.transaction_id, OLD.verdict, OLD.proof, OLD.statement, OLD.facts, OLD.made_by, OLD.made_at)
     OR NEW.sealed_photo IS DISTINCT FROM OLD.sealed_photo AND NOT is_resealed(OLD.sealed_photo, NEW.sealed_photo)
     OR OLD.state <> 'proposed'
        AND (NOT is_resealed(OLD.sealed_photo, NEW.sealed_photo)
          OR (NEW.state, NEW.checked_by, NEW.ended_at, NEW.answer)
             IS DISTINCT FROM (OLD.state, OLD.checked_by, OLD.ended_at, OLD.answer)) THEN
    RAISE EXCEPTION 'a resolution stays as it was made' USING ERRCODE = 'VZ008';
  END IF;
  RETURN NEW;
END $$;--> statement-breakpoint

CREATE OR REPLACE FUNCTION guard_payment_link() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.merchant_id, NEW.transaction_id, NEW.created_at, NEW.description, NEW.items, NEW.installment_counts, NEW.language)
     IS DISTINCT FROM
     (OLD.merchant_id, OLD.transaction_id, OLD.created_at, OLD.description, OLD.items, OLD.installment_counts, OLD.language)
     OR NEW.renews_id IS DISTINCT FROM OLD.renews_id
     OR OLD.sealed_page IS NOT NULL AND NEW.sealed_page IS DISTINCT FROM OLD.sealed_page
        AND NOT is_resealed(OLD.sealed_page, NEW.sealed_page)
     OR OLD.watched_until IS NOT NULL AND NEW.watched_until IS DISTINCT FROM OLD.watched_until THEN
    RAISE EXCEPTION 'what a link asks for cannot change' USING ERRCODE = 'VZ001';
  END IF;
  RETURN NEW;
END $$;
