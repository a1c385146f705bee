import { isUnreachable } from '#db/client.ts';
import type { Role } from '#db/schema/memberships.ts';
import { permit } from '#server/auth/authorise.ts';
import { type Context, Forbidden } from '#server/auth/context.ts';
import type { Permission } from '#server/auth/permissions.ts';
import { doing } from '../doing.ts';
import type { PlantedMerchant } from '../plant-merchants.ts';
import type { SimulatedProcess } from '../process.ts';
import type { World } from '../world.ts';

/** What came of pressing a button. `lost`: the process died or the page never heard; it may have happened. */
export type Heard<T> =
  | { kind: 'answered'; value: T }
  | { kind: 'forbidden' }
  | { kind: 'lost' }
  | { kind: 'unavailable' };

/** A context of a merchant's first person of a role in a process, as every entry point of the product makes it. */
export async function contextFor<P extends Permission>(
  world: World,
  merchant: PlantedMerchant,
  role: Role,
  permission: P,
  process: SimulatedProcess | undefined = portalOf(world),
): Promise<Context<P>> {
  const user = world.database.store
    .rows('users')
    .find((row) => merchant.staff.some((person) => person.role === role && person.id === row.id));
  if (!process || !user) throw new Error('Nobody is at work');
  const factorAt = process.runtime.clock.now();
  const member = { user, merchant: merchant.row, role, branchIds: null, factorAt } as unknown as Parameters<
    typeof permit
  >[1];
  return permit(process.runtime, member, permission);
}

function portalOf(world: World): SimulatedProcess | undefined {
  return world.processes.find((process) => process.kind === 'portal');
}

/** Has a person call a verb through one of the portals. */
export function press<P extends Permission, T>(
  world: World,
  merchant: PlantedMerchant,
  role: Role,
  permission: P,
  verb: (ctx: Context<P>) => Promise<T>,
): Promise<Heard<T>> {
  const portals = world.processes.filter((process) => process.kind === 'portal');
  if (portals.length === 0) return world.scheduler.sleep(1000).then(() => ({ kind: 'unavailable' }));
  const portal = world.people.length > 0 ? portals[world.dice.int(0, portals.length - 1)] : undefined;
  if (!portal) return Promise.resolve({ kind: 'unavailable' });
  return new Promise((resolve) => {
    // The page gives up at last; a process that died does not tell anybody.
    world.scheduler.after(20_000, () => resolve({ kind: 'lost' }));
    const name = verb.name || permission;
    doing
      .run({ kind: 'verb', name, transaction: null }, async () =>
        verb(await contextFor(world, merchant, role, permission, portal)),
      )
      .then(
        (value) => {
          // K6: between the commit and the browser.
          world.scheduler.after(world.dice.int(1, 40), () => {
            if (portal.isAlive) resolve({ kind: 'answered', value });
          });
        },
        (error: unknown) => {
          if (error instanceof Forbidden) {
            resolve({ kind: 'forbidden' });
            return;
          }
          world.trace(() => `${permission} failed: ${String(error)}`);
          world.rules.onError(error);
          resolve({ kind: isUnreachable(error) ? 'unavailable' : 'lost' });
        },
      );
  });
}
