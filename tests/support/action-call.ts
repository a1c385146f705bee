import { readFileSync } from 'node:fs';
import type { ActionState } from '#server/auth/action-state.ts';
import { type Answer, portalOrigin, type Visitor, visit } from './visitor.ts';

/** A call of a server action with what its form would hold, and a page whose build carries the action. */
export type ActionCall = {
  action: string;
  page: string;
  merchant: string;
  fields: Record<string, string>;
};

/** What an action answered: the state for its form, or where it leads; neither when it was turned away before it ran. */
export type ActionAnswer = Answer & { state: ActionState | null; leadsTo: string | null };

/** The server actions of the build under test by their exported names, with the ids a browser calls them by. */
export function builtActions(): Map<string, { id: string; file: string }> {
  const manifest: {
    node: Record<string, { filename: string; exportedName: string }>;
  } = JSON.parse(readFileSync('.next/server/server-reference-manifest.json', 'utf8'));
  return new Map(
    Object.entries(manifest.node).map(([id, { filename, exportedName }]) => [
      exportedName,
      { id, file: filename },
    ]),
  );
}

/**
 * Calls an action as the client of the framework does: the id in a header, the arguments (merchant, earlier state, form)
 * in the multipart encoding of React's `encodeReply`. `origin: null` sends none.
 */
export async function callAction(
  visitor: Visitor,
  { action, page, merchant, fields }: ActionCall,
  { origin = portalOrigin() }: { origin?: string | null } = {},
): Promise<ActionAnswer> {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(`_1_${name}`, value);
  body.append('0', JSON.stringify([merchant, { status: 'idle' }, '$K1']));
  const headers = { 'next-action': idOf(action), accept: 'text/x-component', ...(origin ? { origin } : {}) };
  return understand(await visit(visitor, page, { method: 'POST', headers, body }));
}

/** The same for an action of a person's own, which is of no merchant. */
export async function callPersonAction(
  visitor: Visitor,
  { action, page, fields }: Omit<ActionCall, 'merchant'>,
  { origin = portalOrigin() }: { origin?: string | null } = {},
): Promise<ActionAnswer> {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(`_1_${name}`, value);
  body.append('0', JSON.stringify([{ status: 'idle' }, '$K1']));
  const headers = { 'next-action': idOf(action), accept: 'text/x-component', ...(origin ? { origin } : {}) };
  return understand(await visit(visitor, page, { method: 'POST', headers, body }));
}

/** Sends the same as a browser without scripts does: an ordinary form that names the action in hidden fields. */
export async function postForm(
  visitor: Visitor,
  { action, page, merchant, fields }: ActionCall,
): Promise<ActionAnswer> {
  const body = new FormData();
  body.append('$ACTION_REF_1', '');
  body.append('$ACTION_1:0', JSON.stringify({ id: idOf(action), bound: '$@1' }));
  body.append('$ACTION_1:1', JSON.stringify([merchant, { status: 'idle' }]));
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  return understand(
    await visit(visitor, page, { method: 'POST', headers: { origin: portalOrigin() }, body }),
  );
}

function idOf(action: string): string {
  const built = builtActions().get(action);
  if (!built) throw new Error(`The build has no action ${action}`);
  return built.id;
}

/** The state of the form is the row of the answer that its first row points to as `a`. */
function understand(answer: Answer): ActionAnswer {
  const [, row] = /^0:\{"a":"\$@(\w+)"/m.exec(answer.text) ?? [];
  const [, state] = new RegExp(`^${row}:(\\{.*\\})$`, 'm').exec(answer.text) ?? [];
  const leadsTo = answer.headers.get('x-action-redirect') ?? answer.headers.get('location');
  return { ...answer, state: state ? JSON.parse(state) : null, leadsTo };
}
