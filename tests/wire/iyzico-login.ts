/** Issued by the provider to one merchant. */
export type IssuedTo = { clientId: string; clientSecret: string; username: string; password: string };

/** What is known beside the request: to whom what was issued, and in which unit the merchant's clock is told (§8). */
export type LoginFacts = { issuedTo: readonly IssuedTo[]; timestampUnit?: 'seconds' | 'milliseconds' };

/** What a login call must be, by its path (§2). */
export type LoginService = {
  /** The `Basic` pair of the client: demanded, or not allowed. */
  basic: 'required' | 'forbidden';
  check(form: ReadonlyMap<string, string>, facts: LoginFacts): string[];
};

const refreshForm = { grant_type: 'refresh_token', refresh_token: /^\S+$/ };

export const loginServices: Readonly<Record<string, LoginService>> = {
  '/in-store/oauth2/authorize': {
    basic: 'forbidden',
    check: (form, facts) => {
      const isMillis = facts.timestampUnit === 'milliseconds';
      const fields = {
        scope: 'iyzipayApiGateway',
        client_id: /^.+$/,
        client_secret: /^.+$/,
        response_type: 'code',
        username: /^.+$/,
        password: /^.+$/,
        request_timestamp: isMillis ? /^[1-9]\d{12}$/ : /^[1-9]\d{9}$/,
      };
      const isIssued = facts.issuedTo.some(
        (one) =>
          one.clientId === form.get('client_id') &&
          one.clientSecret === form.get('client_secret') &&
          one.username === form.get('username') &&
          one.password === form.get('password'),
      );
      return [
        ...checkForm(form, fields),
        ...(isIssued ? [] : ['credentials: not those of any one merchant']),
      ];
    },
  },
  '/in-store/oauth2/token': {
    basic: 'required',
    check: (form) =>
      form.get('grant_type') === 'refresh_token'
        ? checkForm(form, refreshForm)
        : checkForm(form, { grant_type: 'authorization_code', code: /^\S+$/ }),
  },
  '/in-store/oauth2/token/refresh': { basic: 'required', check: (form) => checkForm(form, refreshForm) },
};

/** What is wrong with the header of a login call. */
export function checkBasic(header: string | undefined, service: LoginService, facts: LoginFacts): string[] {
  if (service.basic === 'forbidden') return header === undefined ? [] : ['authorization: not allowed here'];
  const encoded = /^Basic ([A-Za-z0-9+/]+={0,2})$/.exec(header ?? '')?.[1] ?? '';
  const pair = Buffer.from(encoded, 'base64').toString('utf8');
  const isIssued = facts.issuedTo.some((one) => pair === `${one.clientId}:${one.clientSecret}`);
  return isIssued ? [] : ['authorization: Basic base64(client_id:client_secret) of a merchant expected'];
}

function checkForm(
  form: ReadonlyMap<string, string>,
  fields: Readonly<Record<string, string | RegExp>>,
): string[] {
  const unknown = [...form.keys()].filter((name) => !Object.hasOwn(fields, name));
  const wrong = Object.entries(fields).flatMap(([name, is]) => {
    const value = form.get(name);
    if (value === undefined) return [`${name}: missing`];
    const fits = typeof is === 'string' ? value === is : is.test(value);
    return fits ? [] : [typeof is === 'string' ? `${name}: ${is} expected` : `${name}: not well formed`];
  });
  return [...unknown.map((name) => `${name}: unknown field`), ...wrong];
}
