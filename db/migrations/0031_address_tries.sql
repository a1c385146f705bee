CREATE TABLE "address_tries" (
	"address" text PRIMARY KEY NOT NULL,
	"failures" double precision NOT NULL,
	"counted_at" timestamp (3) with time zone NOT NULL,
	"wait_until" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE INDEX "address_tries_counted" ON "address_tries" USING btree ("counted_at");--> statement-breakpoint
-- Of no merchant and of nobody: only the system counts here.
ALTER TABLE address_tries ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE address_tries FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY counted_by_system ON address_tries USING (current_setting('app.system', true) = 'on');
