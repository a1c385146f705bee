import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { parseConfig, VARIABLES } from '#server/config/config.ts';

type Container = {
  image: string;
  command?: string[];
  env?: { name: string }[];
  readinessProbe?: { httpGet: { path: string } };
  livenessProbe?: object;
  securityContext: object;
  resources: { limits: { memory: string } };
};
type PodSpec = { securityContext: object; automountServiceAccountToken: boolean; containers: Container[] };
type Manifest = {
  kind: string;
  metadata: { name: string; namespace?: string };
  data?: Record<string, string>;
  spec: {
    template: { spec: PodSpec };
    policyTypes?: string[];
    egress?: { to?: object[] }[];
    minAvailable?: number;
  };
};

const manifests = parseAllDocuments(readFileSync('.deploy/kubernetes.yaml', 'utf8')).map((document) => {
  expect(document.errors).toEqual([]);
  return document.toJS() as Manifest;
});
const of = (kind: string) => manifests.filter((one) => one.kind === kind);
const pods = [...of('Deployment'), ...of('Job')].map((one) => one.spec.template.spec);
const compose = parse(readFileSync('compose.yaml', 'utf8'), { merge: true }) as {
  services: Record<
    string,
    Record<string, unknown> & { environment?: Record<string, string>; command?: string[] }
  >;
};
const dockerfile = readFileSync('Dockerfile', 'utf8');

test('every pod runs as nobody in particular, on a file system it cannot write, with no rights of the cluster', () => {
  expect(pods).toHaveLength(3);
  for (const pod of pods) {
    expect(pod.securityContext).toMatchObject({
      runAsNonRoot: true,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(pod.automountServiceAccountToken).toBe(false);
    for (const container of pod.containers) {
      expect(container.securityContext).toEqual({
        readOnlyRootFilesystem: true,
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
      });
      expect(container.resources.limits.memory).toMatch(/^\d+[MG]i$/);
    }
  }
});

test('portals and workers are given work when they are ready, keep one when a machine goes, and never hold the owner’s password', () => {
  expect(of('Deployment').map(({ metadata }) => metadata.name)).toEqual(['vezne-portal', 'vezne-worker']);
  for (const { spec } of of('Deployment')) {
    const [container] = spec.template.spec.containers;
    expect(container?.readinessProbe?.httpGet.path).toBe('/api/internal/ready');
    expect(container?.livenessProbe).toBeDefined();
    expect(JSON.stringify(container)).not.toContain('vezne-owner');
  }
  expect(of('PodDisruptionBudget').map(({ spec }) => spec.minAvailable)).toEqual([1, 1]);
  expect(JSON.stringify(of('Job'))).toContain('vezne-owner');
});

test('what may leave is listed, and no private network is among it but the database’s', () => {
  const [policy] = of('NetworkPolicy');
  expect(policy?.spec.policyTypes).toEqual(['Ingress', 'Egress']);
  expect(policy?.spec.egress).toHaveLength(3);
  for (const { to } of policy?.spec.egress ?? []) expect(to?.length).toBeGreaterThan(0);
  expect(JSON.stringify(policy?.spec.egress?.[2])).toContain('169.254.0.0/16');
});

test('what they run is there, and what they set is read', () => {
  const commands = [
    ...pods.flatMap((pod) => pod.containers.map(({ command }) => command)),
    ...Object.values(compose.services).map(({ command }) => command),
  ];
  const programs = commands.flatMap((command) => command?.[1] ?? []);
  expect(programs).toContain('server/jobs/main.ts');
  for (const program of programs) expect(readFileSync(program, 'utf8')).not.toBe('');
  const set = [
    ...Object.keys(of('ConfigMap')[0]?.data ?? {}),
    ...pods.flatMap((pod) => pod.containers.flatMap(({ env }) => env?.map(({ name }) => name) ?? [])),
    ...['migrate', 'portal', 'worker'].flatMap((name) =>
      Object.keys(compose.services[name]?.environment ?? {}),
    ),
  ];
  expect(set.filter((name) => !VARIABLES.includes(name))).toEqual([]);
});

test('on one machine only the proxy can be reached, and only the migration has the owner’s password', () => {
  const { services } = compose;
  expect(Object.keys(services)).toEqual(['db', 'migrate', 'portal', 'worker', 'proxy']);
  expect(
    Object.entries(services)
      .filter(([, one]) => 'ports' in one)
      .map(([name]) => name),
  ).toEqual(['proxy']);
  for (const name of ['migrate', 'portal', 'worker'])
    expect(services[name]).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
    });
  for (const name of ['portal', 'worker']) expect(services[name]?.environment?.DATABASE_OWNER_URL).toBe('');
  expect(services.db?.networks).toEqual(['inside']);
});

test('the image is built in two steps and runs as somebody who owns nothing in it', () => {
  expect(dockerfile.match(/^FROM /gm)).toHaveLength(2);
  expect(dockerfile.match(/^USER (.+)$/m)?.[1]).toBe('node');
  expect(dockerfile).toMatch(/^HEALTHCHECK /m);
  expect(dockerfile.slice(dockerfile.lastIndexOf('FROM'))).not.toMatch(
    /--chown|^ADD|SEALING_KEYS|AUTH_SECRET/m,
  );
});

test('the proxy passes on no upgrade and nothing that says from where a request came', () => {
  const caddy = readFileSync('.deploy/Caddyfile', 'utf8');
  for (const line of ['header_up -Upgrade', 'header_up -Forwarded', 'respond /api/internal/* 404'])
    expect(caddy).toContain(line);
  expect(caddy).not.toContain('trusted_proxies');
});

test('a portal starts with what compose gives it', () => {
  const given = compose.services.portal?.environment ?? {};
  const filled = Object.fromEntries(
    Object.entries(given).map(([name, value]) => [
      name,
      value.replaceAll(/\$\{(\w+):\?\}/g, (_all, of: string) => of.toLowerCase().replaceAll('_', '-')),
    ]),
  );
  const key = Buffer.alloc(32).toString('base64');
  const config = parseConfig({
    ...filled,
    AUTH_SECRET: 'x'.repeat(32),
    SEALING_KEYS: `k1:${key}`,
    AUDIT_KEY: key,
  });
  expect(config.database?.ownerUrl).toBeNull();
  expect(config.publicUrl).toBe('https://domain');
  expect(config.runsWorker).toBe(false);
  expect(config.trustedProxies).toBe(1);
});
