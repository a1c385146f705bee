import { type Database, inScope } from '#db/client.ts';
import { listMemberIds } from '#db/queries/members.ts';
import { listMerchants } from '#db/queries/recovery.ts';
import {
  countByKey,
  listSealedByOthers,
  PERSONAL_KIND,
  replaceSealed,
  SEALED_KINDS,
  type SealedKind,
  type SealedValue,
} from '#db/queries/sealed-values.ts';
import { record } from '#server/audit/record.ts';
import type { Config } from '#server/config/config.ts';
import { assertNever } from '#server/kernel/assert-never.ts';
import type { MerchantId } from '#server/kernel/ids.ts';
import type { Clock } from '#server/kernel/time.ts';
import { reseal, type SealBinding } from '#server/terminals/seal.ts';
import { createSealedFiles, directoryOf } from '#server/terminals/sealed-files.ts';

/** Each of them is read, opened and sealed before the next ones are read: callbacks can be large. */
const AT_ONCE = 50;

/** What is kept sealed, in the database and in files. */
export type RotatedKind = SealedKind | 'answer' | 'callback_aside';

/** What became of one kind. */
export type Rotated = {
  kind: RotatedKind;
  resealed: number;
  /** Of those how many were whose: a merchant's, or a person's second factors. */
  byOwner: Map<string, number>;
  /** Those that no key of this process opens, by the names of their rows or files. */
  unopened: string[];
  /** How many each key seals now. */
  byKey: Map<string, number>;
};

type Deps = {
  db: Database['db'];
  clock: Clock;
  config: Pick<Config, 'sealingKeys' | 'auditKey' | 'answersDirectory'>;
};

/**
 * Seals everything anew that another key than the first one seals, one value in one short transaction, and only while that
 * value is still there: what is written meanwhile, a refreshed login for instance, is never overwritten. Can be stopped and
 * started again at any time, and sales go on meanwhile.
 */
export async function rotateKeys(deps: Deps): Promise<Rotated[]> {
  const merchants = await inScope(deps.db, { system: true }, listMerchants);
  const all = SEALED_KINDS.map((kind): Rotated & { kind: SealedKind } => ({
    ...{ kind, resealed: 0, byOwner: new Map(), unopened: [], byKey: new Map() },
  }));
  // What is not a merchant's row goes first, so that the entry of each merchant tells of all that was done for it.
  for (const rotated of all.filter(({ kind }) => kind === PERSONAL_KIND))
    await rotateRows(deps, null, rotated);
  const files = await rotateFiles(deps);
  for (const { id } of merchants) {
    for (const rotated of all.filter(({ kind }) => kind !== PERSONAL_KIND))
      await rotateRows(deps, id, rotated);
    await keepInAudit(deps, id, [...all, ...files]);
  }
  return [...all, ...files];
}

/** Whether nothing needs any other key than the first one any more. */
export function isRotated(all: readonly Rotated[], keyId: string): boolean {
  return all.every(
    ({ unopened, byKey }) => unopened.length === 0 && [...byKey.keys()].every((key) => key === keyId),
  );
}

async function rotateRows(
  deps: Deps,
  merchantId: MerchantId | null,
  rotated: Rotated & { kind: SealedKind },
): Promise<void> {
  const { sealingKeys } = deps.config;
  const { kind, unopened, byKey } = rotated;
  const keyId = sealingKeys[0].id;
  const scope = merchantId === null ? ({ system: true } as const) : { merchantId };
  const inMerchant = <T>(work: Parameters<typeof inScope<T>>[2]) => inScope(deps.db, scope, work);
  for (let after = ''; ; ) {
    const values = await inMerchant((tx) =>
      listSealedByOthers(tx, merchantId, kind, { keyId, after, limit: AT_ONCE }),
    );
    for (const value of values) {
      const resealed = openedAnew(sealingKeys, bindingOf(kind, value), value.sealed);
      if (resealed === null) unopened.push(value.id);
      else if (await inMerchant((tx) => replaceSealed(tx, merchantId, kind, value, resealed)))
        countOne(rotated, value.owner);
    }
    const last = values.at(-1);
    if (!last || values.length < AT_ONCE) break;
    after = last.id;
  }
  const counts = await inMerchant((tx) => countByKey(tx, merchantId, kind));
  for (const one of counts) byKey.set(one.keyId, (byKey.get(one.keyId) ?? 0) + one.count);
}

function openedAnew(keys: Config['sealingKeys'], binding: SealBinding, sealed: string): string | null {
  try {
    return reseal(keys, binding, sealed);
  } catch {
    return null;
  }
}

function bindingOf(kind: SealedKind, { id, owner, provider }: SealedValue): SealBinding {
  const merchantId = owner;
  switch (kind) {
    case 'credentials':
    case 'session':
      return { merchantId, provider, field: kind };
    case 'waiting':
      return { merchantId, approvalId: id, field: kind };
    case 'callback':
      return { merchantId, provider, id, field: kind };
    case 'page':
      return { merchantId, transactionId: id, field: kind };
    case 'photo':
      return { merchantId, resolutionId: id, field: kind };
    case 'letter':
      return { merchantId, mailId: id, field: kind };
    case 'factor':
      return { userId: owner, authenticatorId: id, field: kind };
    default:
      return assertNever(kind);
  }
}

function countOne(rotated: Rotated, owner: string): void {
  rotated.resealed++;
  rotated.byOwner.set(owner, (rotated.byOwner.get(owner) ?? 0) + 1);
}

/**
 * Tells a merchant's audit how much of each kind was sealed anew for it; of second factors those of the people who work there, in each
 * place where they do.
 */
async function keepInAudit(
  { db, clock, config }: Deps,
  merchantId: MerchantId,
  all: readonly Rotated[],
): Promise<void> {
  await inScope(db, { merchantId }, async (tx) => {
    const members = await listMemberIds(tx, merchantId);
    const resealed: Partial<Record<RotatedKind, number>> = {};
    for (const { kind, byOwner } of all) {
      const owners = kind === PERSONAL_KIND ? members : [merchantId];
      const count = owners.reduce((sum, owner) => sum + (byOwner.get(owner) ?? 0), 0);
      if (count > 0) resealed[kind] = count;
    }
    if (Object.keys(resealed).length === 0) return;
    await record(tx, merchantId, config.auditKey, {
      at: clock.now(),
      actor: { kind: 'system', id: 'keys:rotate' },
      action: 'keys.rotated',
      objectId: merchantId,
      result: 'done',
      data: { key: config.sealingKeys[0].id, ...resealed },
    });
  });
}

async function rotateFiles({ config }: Deps): Promise<Rotated[]> {
  const { answersDirectory, sealingKeys } = config;
  const all: Rotated[] = [];
  for (const kind of ['answer', 'callback_aside'] as const) {
    const files = createSealedFiles(directoryOf(kind, answersDirectory), sealingKeys, kind);
    const rotated: Rotated = { kind, resealed: 0, byOwner: new Map(), unopened: [], byKey: new Map() };
    for (const name of await files.list('mer_')) {
      const fate = await files.reseal(name).catch(() => 'unopened' as const);
      if (fate === 'unopened') rotated.unopened.push(name);
      else if (fate !== 'gone')
        rotated.byKey.set(sealingKeys[0].id, (rotated.byKey.get(sealingKeys[0].id) ?? 0) + 1);
      // A name begins with whose it is.
      if (fate === 'resealed') countOne(rotated, name.split('.', 1)[0] ?? '');
    }
    all.push(rotated);
  }
  return all;
}
