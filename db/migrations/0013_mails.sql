CREATE TABLE "mails" (
	"merchant_id" text NOT NULL,
	"id" text NOT NULL,
	"kind" text NOT NULL,
	"about_id" text NOT NULL,
	"transaction_id" text,
	"asked_by" text,
	"masked_to" text NOT NULL,
	"sealed_letter" text,
	"state" text NOT NULL,
	"tries" integer DEFAULT 0 NOT NULL,
	"reason" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"due_at" timestamp (3) with time zone NOT NULL,
	"worker_key" bigint,
	"ended_at" timestamp (3) with time zone,
	CONSTRAINT "mails_merchant_id_id_pk" PRIMARY KEY("merchant_id","id"),
	CONSTRAINT "mail_ended" CHECK ((state in ('sent', 'failed')) = (ended_at is not null)),
	CONSTRAINT "mail_letter_gone" CHECK ((sealed_letter is null) = (ended_at is not null))
);
--> statement-breakpoint
CREATE INDEX "mails_going" ON "mails" USING btree ("merchant_id","due_at") WHERE ended_at is null;--> statement-breakpoint
CREATE INDEX "mails_of_transaction" ON "mails" USING btree ("merchant_id","transaction_id","created_at");--> statement-breakpoint

-- Tenancy of the new table, as of all others.
ALTER TABLE mails ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE mails FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY tenant ON mails USING (merchant_id = current_setting('app.merchant_id', true));
