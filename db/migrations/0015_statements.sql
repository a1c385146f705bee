CREATE TABLE "statement_lines" (
	"merchant_id" text NOT NULL,
	"statement_id" text NOT NULL,
	"line" integer NOT NULL,
	"device_id" text NOT NULL,
	"acquirer_id" text NOT NULL,
	"day" text NOT NULL,
	"batch_number" text,
	"currency" text NOT NULL,
	"amount_minor" bigint NOT NULL,
	"reference" text,
	CONSTRAINT "statement_lines_merchant_id_statement_id_line_pk" PRIMARY KEY("merchant_id","statement_id","line")
);
--> statement-breakpoint
CREATE TABLE "statements" (
	"merchant_id" text NOT NULL,
	"id" text NOT NULL,
	"file_name" text NOT NULL,
	"file_hash" text NOT NULL,
	"head_hash" text NOT NULL,
	"mapping" jsonb NOT NULL,
	"line_count" integer NOT NULL,
	"skipped_count" integer NOT NULL,
	"stored_by" text NOT NULL,
	"stored_at" timestamp (3) with time zone NOT NULL,
	"undone_by" text,
	"undone_at" timestamp (3) with time zone,
	CONSTRAINT "statements_merchant_id_id_pk" PRIMARY KEY("merchant_id","id"),
	CONSTRAINT "undone_is_whole" CHECK ((undone_at is null) = (undone_by is null))
);
--> statement-breakpoint
ALTER TABLE "statement_lines" ADD CONSTRAINT "statement_lines_merchant_id_statement_id_statements_merchant_id_id_fk" FOREIGN KEY ("merchant_id","statement_id") REFERENCES "public"."statements"("merchant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "statement_lines" ADD CONSTRAINT "statement_lines_merchant_id_device_id_devices_merchant_id_id_fk" FOREIGN KEY ("merchant_id","device_id") REFERENCES "public"."devices"("merchant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "statement_lines_by_day" ON "statement_lines" USING btree ("merchant_id","device_id","day");--> statement-breakpoint
CREATE UNIQUE INDEX "statements_once" ON "statements" USING btree ("merchant_id","file_hash") WHERE undone_at is null;--> statement-breakpoint
CREATE INDEX "statements_by_time" ON "statements" USING btree ("merchant_id","stored_at","id");--> statement-breakpoint
CREATE INDEX "statements_by_head" ON "statements" USING btree ("merchant_id","head_hash","stored_at");--> statement-breakpoint

-- Tenancy of the new tables, as of all others.
ALTER TABLE statements ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE statements FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY tenant ON statements USING (merchant_id = current_setting('app.merchant_id', true));--> statement-breakpoint
ALTER TABLE statement_lines ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE statement_lines FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY tenant ON statement_lines USING (merchant_id = current_setting('app.merchant_id', true));--> statement-breakpoint

-- What a file said stays; all of it may be undone, once.
DO $$
DECLARE history text;
BEGIN
  FOREACH history IN ARRAY ARRAY['statement_lines'] LOOP
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change()', history);
    EXECUTE format('CREATE TRIGGER never_emptied BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', history);
  END LOOP;
END $$;--> statement-breakpoint
CREATE FUNCTION guard_statement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.undone_at IS NOT NULL
     OR (NEW.merchant_id, NEW.id, NEW.file_name, NEW.file_hash, NEW.head_hash, NEW.mapping, NEW.line_count, NEW.skipped_count,
       NEW.stored_by, NEW.stored_at)
     IS DISTINCT FROM
     (OLD.merchant_id, OLD.id, OLD.file_name, OLD.file_hash, OLD.head_hash, OLD.mapping, OLD.line_count, OLD.skipped_count,
       OLD.stored_by, OLD.stored_at) THEN
    RAISE EXCEPTION 'a statement cannot change' USING ERRCODE = 'VZ017';
  END IF;
  RETURN NEW;
END $$;--> statement-breakpoint
CREATE TRIGGER guard_statement BEFORE UPDATE ON statements FOR EACH ROW EXECUTE FUNCTION guard_statement();
