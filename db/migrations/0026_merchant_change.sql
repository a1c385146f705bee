-- A merchant is changed in its own scope. What tells it from others stays, and so do its days once the first batch was opened.
CREATE POLICY own_merchant_change ON merchants FOR UPDATE USING (id = current_setting('app.merchant_id', true));--> statement-breakpoint
CREATE FUNCTION guard_merchant() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.id, NEW.slug, NEW.country, NEW.currency, NEW.created_at)
     IS DISTINCT FROM (OLD.id, OLD.slug, OLD.country, OLD.currency, OLD.created_at) THEN
    RAISE EXCEPTION 'what tells a merchant from others cannot change' USING ERRCODE = 'VZ040';
  END IF;
  IF (NEW.time_zone, NEW.cut_off) IS DISTINCT FROM (OLD.time_zone, OLD.cut_off)
     AND EXISTS (SELECT 1 FROM batches b WHERE b.merchant_id = NEW.id) THEN
    RAISE EXCEPTION 'days that have begun cannot change' USING ERRCODE = 'VZ041';
  END IF;
  RETURN NEW;
END $$;--> statement-breakpoint
CREATE TRIGGER guard_merchant BEFORE UPDATE ON merchants FOR EACH ROW EXECUTE FUNCTION guard_merchant();
