ALTER TABLE "resolutions" ADD COLUMN "runs_at" timestamp (3) with time zone;--> statement-breakpoint

-- As before, and: nobody's word takes effect unchecked but at its time, where the merchant has said that there is nobody else.
CREATE OR REPLACE FUNCTION guard_resolution() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.merchant_id, NEW.id, NEW.transaction_id, NEW.verdict, NEW.proof, NEW.statement, NEW.facts, NEW.made_by, NEW.made_at)
     IS DISTINCT FROM
     (OLD.merchant_id, OLD.id, OLD.transaction_id, OLD.verdict, OLD.proof, OLD.statement, OLD.facts, OLD.made_by, OLD.made_at)
     OR NEW.runs_at IS DISTINCT FROM OLD.runs_at
     OR NEW.sealed_photo IS DISTINCT FROM OLD.sealed_photo AND NOT is_resealed(OLD.sealed_photo, NEW.sealed_photo)
        AND NOT (NEW.sealed_photo IS NULL AND OLD.state <> 'proposed')
     OR OLD.state <> 'proposed'
        AND (NEW.sealed_photo IS NOT DISTINCT FROM OLD.sealed_photo
          OR (NEW.state, NEW.checked_by, NEW.ended_at, NEW.answer)
             IS DISTINCT FROM (OLD.state, OLD.checked_by, OLD.ended_at, OLD.answer)) THEN
    RAISE EXCEPTION 'a resolution stays as it was made' USING ERRCODE = 'VZ008';
  END IF;
  IF OLD.state = 'proposed' AND NEW.state = 'applied' AND NEW.checked_by IS NULL
     AND (OLD.runs_at IS NULL OR NEW.ended_at < OLD.runs_at) THEN
    RAISE EXCEPTION 'a resolution waits for its second person or its time' USING ERRCODE = 'VZ042';
  END IF;
  RETURN NEW;
END $$;
