import { sql } from 'drizzle-orm';
import type { Db } from '#db/client.ts';

/** The database role of this process could look past the tenants' walls. */
export class UnsafeDatabaseRole extends Error {}

/**
 * Refuses to start when row-level security would not bind us: the role is a superuser, bypasses it, or owns (itself or
 * through a role it may take on) the schema or a table, and so could switch it off. Throws UnsafeDatabaseRole.
 */
export async function assertSafeDatabaseRole(db: Db): Promise<void> {
  const [role] = await db.execute<{ name: string; super: boolean; bypass: boolean; owner: boolean }>(sql`
    select r.rolname as name,
      exists (select 1 from pg_roles s where s.rolsuper and pg_has_role(r.oid, s.oid, 'MEMBER')) as super,
      exists (select 1 from pg_roles b where b.rolbypassrls and pg_has_role(r.oid, b.oid, 'MEMBER')) as bypass,
      exists (select 1 from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = 'public' and c.relkind in ('r', 'p')
          and (pg_has_role(r.oid, c.relowner, 'MEMBER') or pg_has_role(r.oid, n.nspowner, 'MEMBER'))) as owner
    from pg_roles r where r.rolname = current_user`);
  const problem = !role || (role.super && 'is a superuser') || (role.bypass && 'bypasses row-level security');
  const reason = problem || (role?.owner && 'owns tables, so it could switch row-level security off');
  if (reason) {
    throw new UnsafeDatabaseRole(
      `The database role ${role?.name ?? ''} ${reason}. DATABASE_URL must name an ordinary role; the owner belongs in DATABASE_OWNER_URL.`,
    );
  }
}
