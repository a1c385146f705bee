CREATE TABLE "receipt_copies" (
	"merchant_id" text NOT NULL,
	"id" text NOT NULL,
	"transaction_id" text NOT NULL,
	"form" text NOT NULL,
	"made_by" text NOT NULL,
	"made_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "receipt_copies_merchant_id_id_pk" PRIMARY KEY("merchant_id","id")
);
--> statement-breakpoint
CREATE TABLE "receipt_links" (
	"merchant_id" text NOT NULL,
	"id" text NOT NULL,
	"transaction_id" text NOT NULL,
	"secret_hash" text NOT NULL,
	"made_by" text NOT NULL,
	"made_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"revoked_by" text,
	"revoked_at" timestamp (3) with time zone,
	CONSTRAINT "receipt_links_merchant_id_id_pk" PRIMARY KEY("merchant_id","id"),
	CONSTRAINT "receipt_link_revoked_by_somebody" CHECK ((revoked_by is null) = (revoked_at is null)),
	CONSTRAINT "receipt_link_ends" CHECK (expires_at > made_at)
);
--> statement-breakpoint
CREATE TABLE "slip_looks" (
	"merchant_id" text PRIMARY KEY NOT NULL,
	"logo" text,
	"logo_width" integer,
	"logo_height" integer,
	"footer" jsonb NOT NULL,
	"changed_by" text NOT NULL,
	"changed_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "transaction_notes" (
	"merchant_id" text NOT NULL,
	"id" text NOT NULL,
	"transaction_id" text NOT NULL,
	"text" text NOT NULL,
	"written_by" text NOT NULL,
	"written_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "transaction_notes_merchant_id_id_pk" PRIMARY KEY("merchant_id","id"),
	CONSTRAINT "note_length" CHECK (char_length(text) between 1 and 1000)
);
--> statement-breakpoint
ALTER TABLE "receipt_copies" ADD CONSTRAINT "receipt_copies_merchant_id_transaction_id_transactions_merchant_id_id_fk" FOREIGN KEY ("merchant_id","transaction_id") REFERENCES "public"."transactions"("merchant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "receipt_links" ADD CONSTRAINT "receipt_links_merchant_id_transaction_id_transactions_merchant_id_id_fk" FOREIGN KEY ("merchant_id","transaction_id") REFERENCES "public"."transactions"("merchant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "transaction_notes" ADD CONSTRAINT "transaction_notes_merchant_id_transaction_id_transactions_merchant_id_id_fk" FOREIGN KEY ("merchant_id","transaction_id") REFERENCES "public"."transactions"("merchant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "receipt_copies_by_transaction" ON "receipt_copies" USING btree ("merchant_id","transaction_id","made_at","id");--> statement-breakpoint
CREATE UNIQUE INDEX "receipt_links_secret" ON "receipt_links" USING btree ("merchant_id","secret_hash");--> statement-breakpoint
CREATE INDEX "receipt_links_by_transaction" ON "receipt_links" USING btree ("merchant_id","transaction_id","made_at");--> statement-breakpoint
CREATE INDEX "transaction_notes_by_transaction" ON "transaction_notes" USING btree ("merchant_id","transaction_id","written_at","id");--> statement-breakpoint

-- Tenancy of the new tables, as of all others.
DO $$
DECLARE tenant_table text;
BEGIN
  FOREACH tenant_table IN ARRAY ARRAY['receipt_copies', 'receipt_links', 'slip_looks', 'transaction_notes'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format(
      'CREATE POLICY tenant ON %I USING (merchant_id = current_setting(''app.merchant_id'', true))', tenant_table);
  END LOOP;
END $$;--> statement-breakpoint

-- What left and what was written stays as it was.
DO $$
DECLARE history text;
BEGIN
  FOREACH history IN ARRAY ARRAY['receipt_copies', 'transaction_notes'] LOOP
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change()', history);
    EXECUTE format('CREATE TRIGGER never_emptied BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', history);
  END LOOP;
END $$;--> statement-breakpoint

-- Of a link nothing changes but that it is revoked, once: nobody can give one more time or point it elsewhere.
CREATE FUNCTION guard_receipt_link() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR OLD.revoked_at IS NOT NULL
     OR (NEW.merchant_id, NEW.id, NEW.transaction_id, NEW.secret_hash, NEW.made_by, NEW.made_at, NEW.expires_at)
        IS DISTINCT FROM
        (OLD.merchant_id, OLD.id, OLD.transaction_id, OLD.secret_hash, OLD.made_by, OLD.made_at, OLD.expires_at) THEN
    RAISE EXCEPTION 'a link to a slip can only be revoked' USING ERRCODE = 'VZ006';
  END IF;
  RETURN NEW;
END $$;--> statement-breakpoint
CREATE TRIGGER guard BEFORE UPDATE OR DELETE ON receipt_links FOR EACH ROW EXECUTE FUNCTION guard_receipt_link();
